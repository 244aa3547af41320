using System.Numerics;
using System.Runtime.CompilerServices;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Fields;

/// <summary>The quadratic extension Fq[u]/(u² + 1), the coordinate field of G2: C0 + C1·u.</summary>
public readonly unsafe struct Fq2 : IField<Fq2>, IEquatable<Fq2>
{
    /// <summary>The coefficient of one.</summary>
    public readonly Fq C0;

    /// <summary>The coefficient of u.</summary>
    public readonly Fq C1;

    /// <summary>c0 + c1·u.</summary>
    public Fq2(in Fq c0, in Fq c1)
    {
        C0 = c0;
        C1 = c1;
    }

    /// <summary>The additive identity, equal to <c>default</c>.</summary>
    public static Fq2 Zero => default;

    /// <summary>The multiplicative identity.</summary>
    public static Fq2 One => new(Fq.One, default);

    /// <summary>Whether this is zero.</summary>
    public bool IsZero => C0.IsZero && C1.IsZero;

    public static bool operator ==(in Fq2 left, in Fq2 right) => left.C0 == right.C0 && left.C1 == right.C1;

    public static bool operator !=(in Fq2 left, in Fq2 right) => !(left == right);

    public static Fq2 operator +(in Fq2 left, in Fq2 right) => new(left.C0 + right.C0, left.C1 + right.C1);

    public static Fq2 operator -(in Fq2 left, in Fq2 right) => new(left.C0 - right.C0, left.C1 - right.C1);

    public static Fq2 operator -(in Fq2 value) => new(-value.C0, -value.C1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Fq2 operator *(in Fq2 left, in Fq2 right) =>
        Fq2Routines.Available ? Fq2Routines.Multiply(in left, in right) : MultiplyPortable(left, right);

    /// <summary>The product by an element of Fq.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Fq2 operator *(in Fq2 left, in Fq right) =>
        Fq2Routines.Available ? Fq2Routines.MultiplyByFq(in left, in right) : new(left.C0 * right, left.C1 * right);

    /// <summary>The square, cheaper than a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Fq2 Square() => Fq2Routines.Available ? Fq2Routines.Square(in this) : SquarePortable();

    /// <summary>Karatsuba: three products in Fq.</summary>
    internal static Fq2 MultiplyPortable(in Fq2 left, in Fq2 right)
    {
        Fq.Multiply(left.C0, right.C0, out Fq low);
        Fq.Multiply(left.C1, right.C1, out Fq high);
        Fq.Multiply(left.C0 + left.C1, right.C0 + right.C1, out Fq cross);
        return new(low - high, cross - low - high);
    }

    /// <summary>(a + bu)² = (a + b)(a − b) + 2ab·u.</summary>
    internal Fq2 SquarePortable()
    {
        Fq.Multiply(C0 + C1, C0 - C1, out Fq real);
        Fq.Multiply(C0, C1, out Fq half);
        return new(real, half.Double());
    }

    /// <summary>2x.</summary>
    public Fq2 Double() => new(C0.Double(), C1.Double());

    /// <summary>x/2.</summary>
    public Fq2 Half() => new(C0.Half(), C1.Half());

    /// <summary>C0 − C1·u, which is also the Frobenius image x^q.</summary>
    public Fq2 Conjugate() => new(C0, -C1);

    /// <summary>The product by ξ = 9 + u, the non-residue of the tower above.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Fq2 MultiplyByXi()
    {
        Fq nine0 = C0.Double().Double().Double() + C0;
        Fq nine1 = C1.Double().Double().Double() + C1;
        return new(nine0 - C1, nine1 + C0);
    }

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    public Fq2 Invert()
    {
        Fq normInverse = (C0.Square() + C1.Square()).Invert();
        return new(C0 * normInverse, -(C1 * normInverse));
    }

    /// <summary>x^exponent for an exponent that is not negative.</summary>
    public Fq2 Pow(BigInteger exponent)
    {
        Fq2 result = One;
        for (var bit = exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Square();
            if (!((exponent >> (int)bit) & 1).IsZero) result *= this;
        }

        return result;
    }

    public bool Equals(Fq2 other) => this == other;

    public override bool Equals(object? obj) => obj is Fq2 other && this == other;

    public override int GetHashCode() => HashCode.Combine(C0, C1);

    public override string ToString() => $"{C0} + {C1}·u";
}
