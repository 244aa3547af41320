using System.Numerics;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>x for x ≥ 0, else a · (e^x − 1) with a = parameter / 2^16 in [0, 256].</summary>
public sealed class Elu : ExponentialFunction
{
    private const long LargestParameter = 1L << 24;

    private Elu()
    {
    }

    public static Elu Instance { get; } = new();

    public override byte Code => 4;

    public override string Name => "Elu";

    public override bool IsNondecreasing => true;

    /// <summary>Where the identity reaches the upper bound, and the other side its limit.</summary>
    public override Int128? Reach(FunctionActivation activation) => Int128.Max(
        Argument(activation, activation.Max), Limit(activation.Parameter, activation.InputFraction, activation.OutputFraction));

    public override string? ParameterError(long parameter) => parameter is < 0 or > LargestParameter
        ? $"the parameter of an ELU is {parameter}/2^16, outside [0, 256]"
        : null;

    /// <summary>Below 0 the slope in the power is a, and the shift rounds once.</summary>
    private protected override int GrowthBits(IrregularColumn column) => Math.Max(0, BitLength(column.Parameter) - ParameterFraction) + 1;

    /// <summary>Rational on the right; on the left, the limit takes the value's place where both have one code.</summary>
    private protected override bool IsExact(IrregularColumn column, long n) => n >= 0 || IsLimit(column, n);

    private protected override BigInteger Value(IrregularColumn column, long n, BigInteger power, int precision)
    {
        if (n >= 0) return (BigInteger)n << (precision - column.InputFraction);
        return (column.Parameter * ((IsLimit(column, n) ? 0 : power) - (BigInteger.One << precision))) >> ParameterFraction;
    }

    private static bool IsLimit(IrregularColumn column, long n) => -n >= Limit(column.Parameter, column.InputFraction, column.OutputFraction);

    /// <summary>
    /// The |t| from which on, below 0, values have the code of their limit −a. They are above it by less than a·e^x, and the
    /// next boundary of rounding is above it by a multiple of 2^−(16−g−z), z the factors 2 of the parameter, or by 1/2, in units
    /// of the code: the same code while a·2^g·e^x is below that distance. 0.7 &gt; ln 2.
    /// </summary>
    private static Int128 Limit(long parameter, int inputFraction, int outputFraction)
    {
        if (parameter == 0) return 1;
        var boundary = Math.Max(1, ParameterFraction - outputFraction - BitOperations.TrailingZeroCount(parameter));
        var size = BitLength(parameter) - ParameterFraction + outputFraction;
        return ((Int128)Math.Max(size + boundary, 0) * 7 * (1L << inputFraction) / 10) + 1;
    }

    private static int BitLength(long parameter) => 64 - BitOperations.LeadingZeroCount((ulong)parameter);
}
