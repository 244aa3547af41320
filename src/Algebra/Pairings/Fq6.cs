using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Pairings;

/// <summary>The cubic extension Fq2[v]/(v³ − ξ) with ξ = 9 + u: C0 + C1·v + C2·v².</summary>
internal readonly struct Fq6
{
    public readonly Fq2 C0;
    public readonly Fq2 C1;
    public readonly Fq2 C2;

    public Fq6(in Fq2 c0, in Fq2 c1, in Fq2 c2)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
    }

    public static Fq6 One => new(Fq2.One, default, default);

    public static Fq6 operator +(in Fq6 left, in Fq6 right) =>
        new(left.C0 + right.C0, left.C1 + right.C1, left.C2 + right.C2);

    public static Fq6 operator -(in Fq6 left, in Fq6 right) =>
        new(left.C0 - right.C0, left.C1 - right.C1, left.C2 - right.C2);

    public static Fq6 operator -(in Fq6 value) => new(-value.C0, -value.C1, -value.C2);

    /// <summary>Karatsuba: six products in Fq2.</summary>
    public static Fq6 operator *(in Fq6 left, in Fq6 right)
    {
        Fq2 v0 = left.C0 * right.C0;
        Fq2 v1 = left.C1 * right.C1;
        Fq2 v2 = left.C2 * right.C2;
        Fq2 c0 = ((left.C1 + left.C2) * (right.C1 + right.C2)) - v1 - v2;
        Fq2 c1 = ((left.C0 + left.C1) * (right.C0 + right.C1)) - v0 - v1;
        Fq2 c2 = ((left.C0 + left.C2) * (right.C0 + right.C2)) - v0 - v2;
        return new(c0.MultiplyByXi() + v0, c1 + v2.MultiplyByXi(), c2 + v1);
    }

    /// <summary>The product by b0 + b1·v: five products in Fq2.</summary>
    public Fq6 MultiplySparse(in Fq2 b0, in Fq2 b1)
    {
        Fq2 v0 = C0 * b0;
        Fq2 v1 = C1 * b1;
        Fq2 c1 = ((C0 + C1) * (b0 + b1)) - v0 - v1;
        return new((C2 * b1).MultiplyByXi() + v0, c1, (C2 * b0) + v1);
    }

    /// <summary>The product by v.</summary>
    public Fq6 MultiplyByV() => new(C2.MultiplyByXi(), C0, C1);

    /// <summary>The inverse through the norm to Fq2; the inverse of zero is zero.</summary>
    public Fq6 Invert()
    {
        Fq2 t0 = C0.Square() - (C1 * C2).MultiplyByXi();
        Fq2 t1 = C2.Square().MultiplyByXi() - (C0 * C1);
        Fq2 t2 = C1.Square() - (C0 * C2);
        Fq2 norm = (C0 * t0) + ((C2 * t1) + (C1 * t2)).MultiplyByXi();
        Fq2 inverse = norm.Invert();
        return new(t0 * inverse, t1 * inverse, t2 * inverse);
    }
}
