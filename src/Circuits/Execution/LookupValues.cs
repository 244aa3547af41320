using System.Numerics;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>The values of a lookup's element at every padded index, after the exact division by 2^Shift.</summary>
public sealed class LookupValues
{
    private LookupValues(long[] values, SortedDictionary<int, BigInteger> inexact) =>
        (Values, Inexact) = (values, inexact);

    /// <summary>The quotients; 0 where <see cref="Inexact"/> has the index.</summary>
    public long[] Values { get; }

    /// <summary>Numerators that 2^Shift does not divide, or whose quotient is no 64-bit integer, by index.</summary>
    public SortedDictionary<int, BigInteger> Inexact { get; }

    public static LookupValues Evaluate(Expression element, long[][] columns) =>
        ExpressionValues.InNarrowest(
            () => Divide(ExpressionValues.Numerators<long>(element, columns), element.Shift),
            () => Divide(ExpressionValues.Numerators<Int128>(element, columns), element.Shift),
            () => Divide(ExpressionValues.Numerators<BigInteger>(element, columns), element.Shift));

    private static LookupValues Divide<T>(T[] numerators, int shift)
        where T : IBinaryInteger<T>
    {
        if (numerators is long[] narrow && shift < 63) return DivideInPlace(narrow, shift);
        var inexact = new SortedDictionary<int, BigInteger>();
        var values = new long[numerators.Length];
        for (var i = 0; i < numerators.Length; i++)
        {
            var numerator = BigInteger.CreateChecked(numerators[i]);
            var quotient = numerator >> shift;
            var exact = (quotient << shift) == numerator && quotient >= long.MinValue && quotient <= long.MaxValue;
            if (exact) values[i] = (long)quotient;
            else inexact.Add(i, numerator);
        }
        return new LookupValues(values, inexact);
    }

    // The common case, without an allocation.
    private static LookupValues DivideInPlace(long[] values, int shift)
    {
        var inexact = new SortedDictionary<int, BigInteger>();
        if (shift == 0) return new LookupValues(values, inexact);
        var low = (1L << shift) - 1;
        for (var i = 0; i < values.Length; i++)
        {
            if ((values[i] & low) != 0)
            {
                inexact.Add(i, values[i]);
                values[i] = 0;
            }
            values[i] >>= shift;
        }
        return new LookupValues(values, inexact);
    }
}
