using System.Numerics;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>
/// GELU in its tanh form, x·σ(u) with u = (52290·x + 2338·x³) / 2^15: the coefficients √(8/π) and 0.044715·√(8/π) as 15-bit
/// fractions, which is part of the definition. For x in [−2^15, 2^15] / 2^InputFraction. Evaluated exactly: σ(u) is irrational
/// but at 0, and the value lies strictly below max(x, 0), which decides what an underflowing power leaves open.
/// </summary>
public sealed class Gelu : TableFunction
{
    private const int CoefficientBits = 15;
    private const long Linear = 52290, Cubic = 2338;

    // An exponent u from 2^12 on makes a power below every precision used here.
    private const int ExponentBits = 12;

    private Gelu()
    {
    }

    public static Gelu Instance { get; } = new();

    public override byte Code => 5;

    public override string Name => "Gelu";

    public override bool IsNondecreasing => false;

    /// <summary>
    /// Above, x is past the upper bound, as x − gelu(x) is below half a unit by then; below, −gelu(−x) &lt; x·e^(−1.59·x) &lt; e^(−x)
    /// is below half a unit.
    /// </summary>
    public override Int128? Reach(FunctionActivation activation)
    {
        var decay = (Int128)(activation.OutputFraction + 2) * 7 * (1L << activation.InputFraction) / 10;
        return Int128.Max(decay, Argument(activation, Math.Min(activation.Max, long.MaxValue - 1) + 1));
    }

    public override string? StartError(long start) => start is < -(1 << 15) or > 0 ? $"GELU from {start} on" : null;

    internal override long[] Tabulate(IrregularColumn column)
    {
        // u = m / 2^scale.
        var scale = (3 * column.InputFraction) + CoefficientBits;
        var (values, first) = (new long[1 << column.Bits], 192 + scale);
        var exponential = new FixedPointExponential(scale, first, scale + ExponentBits);
        for (var row = 0; row < values.Length; row++)
        {
            var n = column.Start + row;
            if (TryRound(column, n, exponential, first, out values[row])) continue;
            var (precise, more) = (4 * first, new FixedPointExponential(scale, 4 * first, scale + ExponentBits));
            if (!TryRound(column, n, more, precise, out values[row]))
            {
                throw new InvalidDataException($"{Name} of {n} / 2^{column.InputFraction} does not round at {precise} bits.");
            }
        }
        return values;
    }

    private static bool TryRound(IrregularColumn column, long n, FixedPointExponential exponential, int precision, out long value)
    {
        value = Round(column, 0, precision);
        if (n == 0) return true;
        var x = (BigInteger)Math.Abs(n);
        var m = (((x * Linear) << (2 * column.InputFraction)) + (x * x * x * Cubic));
        var (power, error) = exponential.Power(m);
        // 1/(1+e) and e/(1+e) have slopes of at most 1, their division truncates once, and |x| multiplies both errors.
        var one = BigInteger.One << precision;
        var sigmoid = ((n > 0 ? one : power) << precision) / (one + power);
        var result = (n * sigmoid) >> column.InputFraction;
        var bound = ((x * (error + 1)) >> column.InputFraction) + 2;
        var below = (((BigInteger)Math.Max(n, 0)) << (precision - column.InputFraction)) - 1;
        value = Round(column, result - bound, precision);
        return value == Round(column, BigInteger.Min(result + bound, below), precision);
    }
}
