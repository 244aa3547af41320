using Zkml.Circuits.Tables.Functions;

namespace Zkml.Circuits.Tables;

/// <summary>
/// A function of the catalogue in fixed point: with <c>x = (row + Start) / 2^InputFraction</c>, the value is
/// <c>clamp(round-half-up(f(x) · 2^OutputFraction), Min, Max)</c>, computed in exact integer arithmetic, correctly
/// rounded, the same on every machine. The verifier evaluates it in O(rows). Columns with equal parameters are equal and share their values.
/// </summary>
public sealed record IrregularColumn(
    TableFunction Function, int Bits, long Start, int InputFraction, int OutputFraction, long Min, long Max, long Parameter)
    : TableColumn
{
    /// <summary>log2 of the largest number of rows: the verifier computes them all.</summary>
    public const int MaxBits = 16;

    /// <summary>The most fractional bits of input or output.</summary>
    public const int MaxFraction = 40;

    /// <summary>The largest magnitude of <see cref="Start"/>, of the bounds and of the parameter.</summary>
    public const long MaxMagnitude = 1L << 40;

    private long[]? values;

    // A copy made by 'with' has other parameters: it must not inherit the values.
    private IrregularColumn(IrregularColumn original)
        : base(original)
    {
        (Function, Bits, Start, Parameter) = (original.Function, original.Bits, original.Start, original.Parameter);
        (InputFraction, OutputFraction) = (original.InputFraction, original.OutputFraction);
        (Min, Max) = (original.Min, original.Max);
    }

    /// <exception cref="InvalidDataException">The parameters are outside the catalogue; see <see cref="Error"/>.</exception>
    public override long this[int row] => Values()[row];

    /// <inheritdoc/>
    public override long[] ToArray(int bits)
    {
        if (bits != Bits) throw new InvalidDataException($"A column of 2^{Bits} rows in a table of 2^{bits}.");
        return (long[])Values().Clone();
    }

    /// <summary>Why the parameters are outside the catalogue, or null. Bounds the work of computing the values.</summary>
    public string? Error()
    {
        if (Bits is < 0 or > MaxBits) return $"2^{Bits} rows";
        if (InputFraction is < 0 or > MaxFraction) return $"{InputFraction} fractional input bits";
        if (OutputFraction is < 0 or > MaxFraction) return $"{OutputFraction} fractional output bits";
        if (!IsBounded(Start) || !IsBounded(Min) || !IsBounded(Max) || !IsBounded(Parameter)) return "a parameter above 2^40";
        if (Min > Max) return $"empty range [{Min}, {Max}]";
        return Function.StartError(Start) ?? Function.ParameterError(Parameter);
    }

    public bool Equals(IrregularColumn? other) =>
        other is not null && Function == other.Function && Bits == other.Bits && Start == other.Start
        && InputFraction == other.InputFraction && OutputFraction == other.OutputFraction
        && Min == other.Min && Max == other.Max && Parameter == other.Parameter;

    public override int GetHashCode() =>
        HashCode.Combine(Function, Bits, Start, InputFraction, OutputFraction, Min, Max, Parameter);

    private static bool IsBounded(long value) => value is >= -MaxMagnitude and <= MaxMagnitude;

    private long[] Values()
    {
        if (values is { } known) return known;
        if (Error() is { } error) throw new InvalidDataException($"Irregular table column: {error}.");
        return values = IrregularValueCache.Get(this);
    }
}
