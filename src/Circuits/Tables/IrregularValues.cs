using System.Numerics;

namespace Zkml.Circuits.Tables;

/// <summary>
/// Computes irregular columns exactly. The transcendental functions take rational values at no non-zero rational, so
/// their scaled values are never exactly between two codes, and some precision always decides the rounding.
/// </summary>
internal static class IrregularValues
{
    // 137 bits beyond the error bound: the first precision decides every row in practice.
    private const int FirstPrecision = 192;
    private const int LastPrecision = 768;

    // Sigmoid and tanh change the exponential's error at most twofold and add a rounding; see their comments.
    private const int ErrorBits = FixedPointExponential.ErrorBits + 2;

    /// <summary>The column's 2^Bits values.</summary>
    /// <exception cref="InvalidDataException">The parameters are outside the catalogue.</exception>
    public static long[] Compute(IrregularColumn column)
    {
        if (column.Error() is { } error) throw new InvalidDataException($"Irregular table column: {error}.");
        var values = new long[1 << column.Bits];
        if (column.Function == IrregularFunction.LeakyRelu)
        {
            for (var row = 0; row < values.Length; row++) values[row] = LeakyRelu(column, column.Start + row);
            return values;
        }
        var (lowest, count) = Magnitudes(column.Start, values.Length);
        var exponential = new FixedPointExponential(column.InputFraction, FirstPrecision);
        var powers = exponential.Range(lowest, count, StepBits(column.Function));
        for (var row = 0; row < values.Length; row++)
        {
            var n = column.Start + row;
            var power = powers[(int)(Math.Abs(n) - lowest)];
            values[row] = TryRound(column, n, power, FirstPrecision, out var value) ? value : WithMorePrecision(column, n);
        }
        return values;
    }

    // The least magnitude of the arguments n, and how many magnitudes follow each other from there.
    private static (long Lowest, int Count) Magnitudes(long start, int rows)
    {
        var end = start + rows - 1;
        if (start >= 0) return (start, rows);
        return end < 0 ? (-end, rows) : (0, (int)Math.Max(-start, end) + 1);
    }

    // tanh(x) = (1 − e^(−2x)) / (1 + e^(−2x)).
    private static int StepBits(IrregularFunction function) => function == IrregularFunction.Tanh ? 1 : 0;

    private static long WithMorePrecision(IrregularColumn column, long n)
    {
        for (var precision = 2 * FirstPrecision; precision <= LastPrecision; precision *= 2)
        {
            var exponential = new FixedPointExponential(column.InputFraction, precision);
            var power = exponential.Range(Math.Abs(n), 1, StepBits(column.Function))[0];
            if (TryRound(column, n, power, precision, out var value)) return value;
        }
        throw new InvalidDataException($"{column.Function} of {n} / 2^{column.InputFraction} does not round at {LastPrecision} bits.");
    }

    /// <summary>Rounds f(n / 2^InputFraction), given the power at |n|; false when the error bound leaves two codes.</summary>
    private static bool TryRound(IrregularColumn column, long n, BigInteger power, int precision, out long value)
    {
        var error = n == 0 ? BigInteger.Zero : BigInteger.One << ErrorBits;
        var result = Value(column.Function, n, power, precision);
        value = Round(column, result - error, precision);
        return value == Round(column, result + error, precision);
    }

    // At n = 0 the power is exactly one and every quotient below is exact.
    private static BigInteger Value(IrregularFunction function, long n, BigInteger power, int precision)
    {
        var one = BigInteger.One << precision;
        switch (function)
        {
            case IrregularFunction.Sigmoid:
                // 1/(1+e) has slope at most 1 in e; the division truncates once.
                var sigmoid = (one << precision) / (one + power);
                return n >= 0 ? sigmoid : one - sigmoid;
            case IrregularFunction.Tanh:
                // (1−e)/(1+e) has slope at most 2 in e.
                var tanh = ((one - power) << precision) / (one + power);
                return n >= 0 ? tanh : -tanh;
            default:
                return power;
        }
    }

    // clamp(floor(value · 2^OutputFraction / 2^precision + 1/2)); the shift of a BigInteger rounds down.
    private static long Round(IrregularColumn column, BigInteger value, int precision)
    {
        var rounded = ((value << column.OutputFraction) + (BigInteger.One << (precision - 1))) >> precision;
        return (long)BigInteger.Clamp(rounded, column.Min, column.Max);
    }

    private static long LeakyRelu(IrregularColumn column, long n)
    {
        var (numerator, fraction) = n >= 0
            ? ((BigInteger)n, column.InputFraction)
            : ((BigInteger)n * column.Parameter, column.InputFraction + 16);
        return Round(column, numerator << 1, fraction + 1);
    }
}
