using System.Numerics;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>
/// A function of one real variable that tables of the catalogue hold (<see cref="IrregularColumn"/>) and that can follow a
/// requantization (<see cref="FunctionActivation"/>). Everything about it stands in its own file: exact evaluation, whether it
/// is monotone, its values, where it becomes constant, its parameter, its number in files.
/// </summary>
/// <remarks>
/// <para>
/// To add one: a sealed class beside this one, with a private constructor and an <c>Instance</c>, and one line in
/// <see cref="FunctionCatalogue"/> with a new <see cref="Code"/>. A function made of exponentials derives from
/// <see cref="ExponentialFunction"/> and says how its value follows from one power; one with rational values overrides
/// <see cref="Tabulate"/> and rounds with <see cref="Round"/>. A parameter, such as the slope of a leaky ReLU, is a fixed-point
/// number with <see cref="ParameterFraction"/> fractional bits, checked in <see cref="ParameterError"/>. Nothing else in the
/// sources names a function; the tests of the catalogue cover it once it is registered.
/// </para>
/// <para>Instances are immutable, thread-safe, and compared by reference.</para>
/// </remarks>
public abstract class TableFunction
{
    /// <summary>Fractional bits of a parameter.</summary>
    public const int ParameterFraction = 16;

    /// <summary>The number in files; never reused.</summary>
    public abstract byte Code { get; }

    /// <summary>The name in tables, messages and documents.</summary>
    public abstract string Name { get; }

    /// <summary>True when x ≤ y implies f(x) ≤ f(y) for every parameter that <see cref="ParameterError"/> accepts.</summary>
    public abstract bool IsNondecreasing { get; }

    /// <summary>
    /// The t such that from t + 2 on, in magnitude, the codes of an activation stay what they are there (the 2 pays for t
    /// being rounded down): the width of its table follows from it. Null when the function cannot be an activation, because it is not defined on all numbers.
    /// </summary>
    public abstract Int128? Reach(FunctionActivation activation);

    /// <summary>A range that contains every value of an activation, within its bounds.</summary>
    public virtual (long Min, long Max) Image(FunctionActivation activation) => (activation.Min, activation.Max);

    /// <summary>Why a parameter has no meaning, or null. Functions without parameter take 0.</summary>
    public virtual string? ParameterError(long parameter) => parameter != 0 ? "a parameter where none is used" : null;

    /// <summary>Why arguments from <paramref name="start"/> on are outside the function's domain, or null.</summary>
    public virtual string? StartError(long start) => null;

    /// <summary>
    /// The 2^Bits values of a column whose parameters were checked:
    /// <c>clamp(round-half-up(f((row + Start) / 2^InputFraction) · 2^OutputFraction), Min, Max)</c>, exactly.
    /// </summary>
    /// <exception cref="InvalidDataException">A value does not round; see <see cref="ExponentialFunction"/>.</exception>
    internal abstract long[] Tabulate(IrregularColumn column);

    /// <summary>An argument t as a number of output codes, rounded up: where f(x) = x reaches a bound.</summary>
    private protected static Int128 Argument(FunctionActivation activation, long code) =>
        (((Int128)Math.Max(code, 0) << activation.InputFraction) >> activation.OutputFraction) + 1;

    /// <summary>clamp(floor(value · 2^OutputFraction / 2^fraction + 1/2)); the shift of a BigInteger rounds down.</summary>
    private protected static long Round(IrregularColumn column, BigInteger value, int fraction)
    {
        var rounded = ((value << (column.OutputFraction + 1)) + (BigInteger.One << fraction)) >> (fraction + 1);
        return (long)BigInteger.Clamp(rounded, column.Min, column.Max);
    }

    public sealed override string ToString() => Name;
}
