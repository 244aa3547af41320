using System.Numerics;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>
/// A function whose value at n / 2^p follows from the power e^(−s·|n|/2^p), s = 2^<see cref="StepBits"/>. Transcendental
/// functions take rational values at no argument but those that <see cref="IsExact"/> names, so their scaled values are never
/// exactly between two codes, and some precision always decides the rounding.
/// </summary>
public abstract class ExponentialFunction : TableFunction
{
    // 137 bits beyond the power's error bound: the first precision decides every row in practice.
    private const int FirstPrecision = 192;
    private const int LastPrecision = 768;

    /// <summary>log2 of the factor of the exponent.</summary>
    private protected virtual int StepBits => 0;

    /// <summary>
    /// f(n / 2^InputFraction) · 2^precision from the power in the same units: off by less than 2^<see cref="GrowthBits"/> times
    /// the power's error bound, and exact where <see cref="IsExact"/> says so.
    /// </summary>
    private protected abstract BigInteger Value(IrregularColumn column, long n, BigInteger power, int precision);

    /// <summary>log2 of what <see cref="Value"/> makes of the power's error: 2 for a slope of at most 2 and a rounding.</summary>
    private protected virtual int GrowthBits(IrregularColumn column) => 2;

    /// <summary>True where the value is rational, and then computed exactly: at 0, where the power is one.</summary>
    private protected virtual bool IsExact(IrregularColumn column, long n) => n == 0;

    internal sealed override long[] Tabulate(IrregularColumn column)
    {
        var values = new long[1 << column.Bits];
        var (lowest, count) = Magnitudes(column.Start, values.Length);
        var powers = new FixedPointExponential(column.InputFraction, FirstPrecision).Range(lowest, count, StepBits);
        for (var row = 0; row < values.Length; row++)
        {
            var n = column.Start + row;
            var power = powers[(int)(Math.Abs(n) - lowest)];
            values[row] = TryRound(column, n, power, FirstPrecision, out var value) ? value : WithMorePrecision(column, n);
        }
        return values;
    }

    /// <summary>The least magnitude of the arguments n, and how many magnitudes follow each other from there.</summary>
    private static (long Lowest, int Count) Magnitudes(long start, int rows)
    {
        var end = start + rows - 1;
        if (start >= 0) return (start, rows);
        return end < 0 ? (-end, rows) : (0, (int)Math.Max(-start, end) + 1);
    }

    private long WithMorePrecision(IrregularColumn column, long n)
    {
        for (var precision = 2 * FirstPrecision; precision <= LastPrecision; precision *= 2)
        {
            var power = new FixedPointExponential(column.InputFraction, precision).Range(Math.Abs(n), 1, StepBits)[0];
            if (TryRound(column, n, power, precision, out var value)) return value;
        }
        throw new InvalidDataException($"{Name} of {n} / 2^{column.InputFraction} does not round at {LastPrecision} bits.");
    }

    /// <summary>Rounds f(n / 2^InputFraction), given the power at |n|; false when the error bound leaves two codes.</summary>
    private bool TryRound(IrregularColumn column, long n, BigInteger power, int precision, out long value)
    {
        var error = IsExact(column, n) ? BigInteger.Zero : BigInteger.One << (FixedPointExponential.ErrorBits + GrowthBits(column));
        var result = Value(column, n, power, precision);
        value = Round(column, result - error, precision);
        return value == Round(column, result + error, precision);
    }
}
