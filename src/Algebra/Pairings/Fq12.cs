using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Pairings;

/// <summary>
/// The target field Fq6[w]/(w² − v): C0 + C1·w. In the basis 1, w, …, w⁵ over Fq2 its coefficients are C0.C0, C1.C0,
/// C0.C1, C1.C1, C0.C2, C1.C2.
/// </summary>
public readonly struct Fq12 : IEquatable<Fq12>
{
    internal readonly Fq6 C0;
    internal readonly Fq6 C1;

    internal Fq12(in Fq6 c0, in Fq6 c1)
    {
        C0 = c0;
        C1 = c1;
    }

    /// <summary>The multiplicative identity.</summary>
    public static Fq12 One => new(Fq6.One, default);

    /// <summary>Whether this is one.</summary>
    public bool IsOne => this == One;

    public static bool operator ==(in Fq12 left, in Fq12 right) =>
        left.C0.C0 == right.C0.C0 && left.C0.C1 == right.C0.C1 && left.C0.C2 == right.C0.C2
        && left.C1.C0 == right.C1.C0 && left.C1.C1 == right.C1.C1 && left.C1.C2 == right.C1.C2;

    public static bool operator !=(in Fq12 left, in Fq12 right) => !(left == right);

    public static Fq12 operator +(in Fq12 left, in Fq12 right) => new(left.C0 + right.C0, left.C1 + right.C1);

    /// <summary>Karatsuba: three products in Fq6.</summary>
    public static Fq12 operator *(in Fq12 left, in Fq12 right)
    {
        Fq6 v0 = left.C0 * right.C0;
        Fq6 v1 = left.C1 * right.C1;
        Fq6 cross = (left.C0 + left.C1) * (right.C0 + right.C1);
        return new(v0 + v1.MultiplyByV(), cross - v0 - v1);
    }

    /// <summary>(a + bw)² = (a + b)(a + bv) − ab − abv + 2ab·w: two products in Fq6.</summary>
    public Fq12 Square()
    {
        Fq6 product = C0 * C1;
        Fq6 real = ((C0 + C1) * (C0 + C1.MultiplyByV())) - product - product.MultiplyByV();
        return new(real, product + product);
    }

    /// <summary>The product by a line 1 + (b0 + b1·v)·w.</summary>
    internal Fq12 MultiplyByLine(in Fq2 b0, in Fq2 b1) =>
        new(C0 + C1.MultiplySparse(b0, b1).MultiplyByV(), C1 + C0.MultiplySparse(b0, b1));

    /// <summary>C0 − C1·w = x^(q⁶), the inverse in the cyclotomic subgroup.</summary>
    public Fq12 Conjugate() => new(C0, -C1);

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    public Fq12 Invert()
    {
        Fq6 norm = (C0 * C0) - (C1 * C1).MultiplyByV();
        Fq6 inverse = norm.Invert();
        return new(C0 * inverse, -(C1 * inverse));
    }

    /// <summary>x^q: conjugates each coefficient over Fq2 and multiplies w^i's by ξ^{i(q−1)/6}.</summary>
    public Fq12 Frobenius()
    {
        ReadOnlySpan<Fq2> gamma = FrobeniusConstants.Gamma;
        return new(
            new(C0.C0.Conjugate(), C0.C1.Conjugate() * gamma[2], C0.C2.Conjugate() * gamma[4]),
            new(C1.C0.Conjugate() * gamma[1], C1.C1.Conjugate() * gamma[3], C1.C2.Conjugate() * gamma[5]));
    }

    /// <summary>The square of an element of the cyclotomic subgroup (Granger and Scott, eprint 2009/565).</summary>
    internal Fq12 CyclotomicSquare()
    {
        (Fq2 a0, Fq2 a1) = SquareQuartic(C0.C0, C1.C1);
        (Fq2 b0, Fq2 b1) = SquareQuartic(C1.C0, C0.C2);
        (Fq2 c0, Fq2 c1) = SquareQuartic(C0.C1, C1.C2);
        return new(
            new(ThreeMinusTwo(a0, C0.C0), ThreeMinusTwo(b0, C0.C1), ThreeMinusTwo(c0, C0.C2)),
            new(ThreePlusTwo(c1.MultiplyByXi(), C1.C0), ThreePlusTwo(a1, C1.C1), ThreePlusTwo(b1, C1.C2)));
    }

    /// <summary>(a + bs)² in Fq2[s]/(s² − ξ).</summary>
    private static (Fq2 Real, Fq2 Other) SquareQuartic(in Fq2 a, in Fq2 b)
    {
        Fq2 a2 = a.Square();
        Fq2 b2 = b.Square();
        return (b2.MultiplyByXi() + a2, (a + b).Square() - a2 - b2);
    }

    private static Fq2 ThreeMinusTwo(in Fq2 t, in Fq2 z) => (t - z).Double() + t;

    private static Fq2 ThreePlusTwo(in Fq2 t, in Fq2 z) => (t + z).Double() + t;

    /// <summary>x^exponent by squaring and multiplying.</summary>
    public Fq12 Pow(Fr exponent)
    {
        Fq12 result = One;
        System.Numerics.BigInteger bits = exponent.ToBigInteger();
        for (var bit = bits.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Square();
            if (!((bits >> (int)bit) & 1).IsZero) result *= this;
        }

        return result;
    }

    public bool Equals(Fq12 other) => this == other;

    public override bool Equals(object? obj) => obj is Fq12 other && this == other;

    public override int GetHashCode() => HashCode.Combine(C0.C0, C0.C1, C1.C0, C1.C1);
}
