using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Operators;

/// <summary>
/// A closed range of integers, wide enough (128 bits) that interval arithmetic on 64-bit codes never wraps; it becomes a
/// type of 64-bit values only through <see cref="ToType"/>, which refuses what could overflow.
/// </summary>
internal readonly record struct Interval(Int128 Min, Int128 Max)
{
    /// <summary>Accumulators stay below 2^62 in absolute value, so that adding a rounding constant cannot overflow.</summary>
    public static readonly Int128 Limit = Int128.One << 62;

    public static Interval Of(long value) => new(value, value);

    public static Interval Of(IntegerType type) => new(type.Min, type.Max);

    public static Interval operator +(Interval a, Interval b) => new(a.Min + b.Min, a.Max + b.Max);

    /// <summary>The range of a product of independent factors. Throws OverflowException beyond 128 bits.</summary>
    public static Interval operator *(Interval a, Interval b)
    {
        Int128 p = a.Min * b.Min, q = a.Min * b.Max, r = a.Max * b.Min, s = a.Max * b.Max;
        return new(Int128.Min(Int128.Min(p, q), Int128.Min(r, s)), Int128.Max(Int128.Max(p, q), Int128.Max(r, s)));
    }

    public Interval Hull(Interval other) => new(Int128.Min(Min, other.Min), Int128.Max(Max, other.Max));

    /// <summary>The range of x·w summed over the weights, all multiplied by values of this range.</summary>
    public Interval Dot(ReadOnlySpan<long> weights)
    {
        long positive = 0, negative = 0;
        foreach (var w in weights)
        {
            if (w > 0) positive += w;
            else negative += w;
        }
        return (this * Of(positive)) + (this * Of(negative));
    }

    /// <summary>The type with this range. Throws InvalidDataException naming the node at 2^62 or beyond.</summary>
    public IntegerType ToType(IntegerOperator node, int[] shape)
    {
        if (Min <= -Limit || Max >= Limit)
        {
            throw node.Invalid($"the accumulator can reach [{Min}, {Max}], beyond 2^62; use smaller weights or multipliers");
        }
        return new IntegerType(shape, (long)Min, (long)Max);
    }
}
