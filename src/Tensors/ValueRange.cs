using System.Numerics;

namespace Zkml.Tensors;

/// <summary>A closed range of integers of any size; an empty one has Min above Max. Immutable.</summary>
public readonly record struct ValueRange(BigInteger Min, BigInteger Max)
{
    public static readonly ValueRange Zero = new(0, 0);

    /// <summary>The larger magnitude of the two ends.</summary>
    public BigInteger Magnitude => BigInteger.Max(BigInteger.Abs(Min), BigInteger.Abs(Max));

    public bool IsEmpty => Min > Max;

    /// <summary>The range of one value.</summary>
    public static ValueRange Of(BigInteger value) => new(value, value);

    public static ValueRange operator +(ValueRange a, ValueRange b) => new(a.Min + b.Min, a.Max + b.Max);

    public static ValueRange operator -(ValueRange a, ValueRange b) => new(a.Min - b.Max, a.Max - b.Min);

    public static ValueRange operator *(ValueRange a, BigInteger factor) =>
        factor.Sign >= 0 ? new(a.Min * factor, a.Max * factor) : new(a.Max * factor, a.Min * factor);

    /// <summary>The range of the products of one value of each.</summary>
    public static ValueRange operator *(ValueRange a, ValueRange b)
    {
        BigInteger p = a.Min * b.Min, q = a.Min * b.Max, r = a.Max * b.Min, s = a.Max * b.Max;
        return new(
            BigInteger.Min(BigInteger.Min(p, q), BigInteger.Min(r, s)),
            BigInteger.Max(BigInteger.Max(p, q), BigInteger.Max(r, s)));
    }

    /// <summary>The range of Σ w·x over the weights, each with a value x of its own of this range.</summary>
    public ValueRange Dot(ReadOnlySpan<long> weights)
    {
        Int128 positive = 0, negative = 0;
        foreach (var w in weights)
        {
            if (w > 0) positive += w;
            else negative += w;
        }
        return (this * (BigInteger)positive) + (this * (BigInteger)negative);
    }

    /// <summary>The range of a sum of at most <paramref name="count"/> values, or of none.</summary>
    public ValueRange SumOfAtMost(BigInteger count) => WithZero() * count;

    public ValueRange WithZero() => new(BigInteger.Min(Min, 0), BigInteger.Max(Max, 0));

    public ValueRange Hull(ValueRange other) => new(BigInteger.Min(Min, other.Min), BigInteger.Max(Max, other.Max));

    public ValueRange Intersect(ValueRange other) => new(BigInteger.Max(Min, other.Min), BigInteger.Min(Max, other.Max));

    public bool Contains(ValueRange other) => Min <= other.Min && Max >= other.Max;

    public override string ToString() => $"[{Min}, {Max}]";
}
