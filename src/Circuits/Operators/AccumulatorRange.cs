using System.Numerics;
using Zkml.Circuits.Graph;
using Zkml.Tensors;

namespace Zkml.Circuits.Operators;

/// <summary>The bound under which 64-bit integers execute exactly.</summary>
internal static class AccumulatorRange
{
    /// <summary>Accumulators stay below 2^62 in absolute value, so that adding a rounding constant cannot overflow.</summary>
    public static readonly BigInteger Limit = BigInteger.One << 62;

    /// <summary>The type with this range. Throws InvalidDataException naming the node at 2^62 or beyond.</summary>
    public static IntegerType ToType(this ValueRange range, IntegerOperator node, int[] shape)
    {
        if (range.Magnitude >= Limit)
        {
            throw node.Invalid($"the accumulator can reach {range}, beyond 2^62; use smaller weights or multipliers");
        }
        return new IntegerType(shape, (long)range.Min, (long)range.Max);
    }
}
