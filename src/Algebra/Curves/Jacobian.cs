using System.Runtime.CompilerServices;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Curves;

/// <summary>
/// A point of y² = x³ + b in Jacobian coordinates, (X/Z², Y/Z³), infinity for Z = 0. The formulas (Explicit-Formulas
/// Database, g1p/jacobian-0: dbl-2009-l, madd-2007-bl, add-2007-bl) do not mention b, so both groups share them. For
/// G1 there are assembled ones, which may return other coordinates of the same point.
/// </summary>
/// <remarks>Only for groups of odd order: no point other than infinity has y = 0.</remarks>
/// <typeparam name="T">The coordinate field.</typeparam>
internal readonly unsafe struct Jacobian<T>
    where T : struct, IField<T>
{
    public readonly T X;
    public readonly T Y;
    public readonly T Z;

    public Jacobian(in T x, in T y, in T z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    public bool IsIdentity => Z.IsZero;

    public Jacobian<T> Double()
    {
        if (typeof(T) != typeof(Fq) || !G1Routines.Available) return DoublePortable();
        G1Routines.Double(out Jacobian<Fq> result, in Unsafe.As<Jacobian<T>, Jacobian<Fq>>(ref Unsafe.AsRef(in this)));
        return Unsafe.As<Jacobian<Fq>, Jacobian<T>>(ref result);
    }

    /// <summary>Adds the affine point (x, y), which must not be infinity.</summary>
    public Jacobian<T> AddAffine(in T x2, in T y2)
    {
        if (typeof(T) == typeof(Fq) && G1Routines.Available && !IsIdentity)
        {
            var done = G1Routines.AddAffine(
                out Jacobian<Fq> result,
                in Unsafe.As<Jacobian<T>, Jacobian<Fq>>(ref Unsafe.AsRef(in this)),
                in Unsafe.As<T, Fq>(ref Unsafe.AsRef(in x2)),
                in Unsafe.As<T, Fq>(ref Unsafe.AsRef(in y2)));
            if (done != 0) return Unsafe.As<Jacobian<Fq>, Jacobian<T>>(ref result);
        }

        return AddAffinePortable(x2, y2);
    }

    public Jacobian<T> Add(in Jacobian<T> other)
    {
        if (typeof(T) == typeof(Fq) && G1Routines.Available && !IsIdentity && !other.IsIdentity)
        {
            var done = G1Routines.Add(
                out Jacobian<Fq> result,
                in Unsafe.As<Jacobian<T>, Jacobian<Fq>>(ref Unsafe.AsRef(in this)),
                in Unsafe.As<Jacobian<T>, Jacobian<Fq>>(ref Unsafe.AsRef(in other)));
            if (done != 0) return Unsafe.As<Jacobian<Fq>, Jacobian<T>>(ref result);
        }

        return AddPortable(other);
    }

    internal Jacobian<T> DoublePortable()
    {
        T a = X.Square();
        T b = Y.Square();
        T c = b.Square();
        T d = ((X + b).Square() - a - c).Double();
        T e = a.Double() + a;
        T x = e.Square() - d.Double();
        T y = (e * (d - x)) - c.Double().Double().Double();
        return new(x, y, (Y * Z).Double());
    }

    internal Jacobian<T> AddAffinePortable(in T x2, in T y2)
    {
        if (IsIdentity) return new(x2, y2, T.One);
        T zz = Z.Square();
        T h = (x2 * zz) - X;
        T r = ((y2 * Z * zz) - Y).Double();
        if (h.IsZero) return r.IsZero ? Double() : default;
        T hh = h.Square();
        T i = hh.Double().Double();
        T j = h * i;
        T v = X * i;
        T x3 = r.Square() - j - v.Double();
        T y3 = (r * (v - x3)) - (Y * j).Double();
        return new(x3, y3, (Z + h).Square() - zz - hh);
    }

    internal Jacobian<T> AddPortable(in Jacobian<T> other)
    {
        if (IsIdentity) return other;
        if (other.IsIdentity) return this;
        T z1z1 = Z.Square();
        T z2z2 = other.Z.Square();
        T u1 = X * z2z2;
        T s1 = Y * other.Z * z2z2;
        T h = (other.X * z1z1) - u1;
        T r = ((other.Y * Z * z1z1) - s1).Double();
        if (h.IsZero) return r.IsZero ? Double() : default;
        T i = h.Double().Square();
        T j = h * i;
        T v = u1 * i;
        T x3 = r.Square() - j - v.Double();
        T y3 = (r * (v - x3)) - (s1 * j).Double();
        return new(x3, y3, ((Z + other.Z).Square() - z1z1 - z2z2) * h);
    }

    public Jacobian<T> Negate() => new(X, -Y, Z);

    /// <summary>The multiple by a 256-bit integer, least significant limb first; windows of four bits.</summary>
    public Jacobian<T> Multiply(ulong e0, ulong e1, ulong e2, ulong e3)
    {
        var multiples = new Jacobian<T>[16];
        for (var i = 1; i < 16; i++) multiples[i] = (i & 1) == 0 ? multiples[i / 2].Double() : multiples[i - 1].Add(this);
        ReadOnlySpan<ulong> limbs = [e0, e1, e2, e3];
        Jacobian<T> result = default;
        for (var window = 63; window >= 0; window--)
        {
            if (!result.IsIdentity) result = result.Double().Double().Double().Double();
            var digit = (int)(limbs[window >> 4] >> ((window & 15) * 4)) & 15;
            result = result.Add(multiples[digit]);
        }

        return result;
    }

    /// <summary>Equality of points: cross-multiplied, since coordinates are not unique.</summary>
    public bool EqualsPoint(in Jacobian<T> other)
    {
        if (IsIdentity || other.IsIdentity) return IsIdentity && other.IsIdentity;
        T z1z1 = Z.Square();
        T z2z2 = other.Z.Square();
        return X * z2z2 == other.X * z1z1 && Y * z2z2 * other.Z == other.Y * z1z1 * Z;
    }

    /// <summary>The affine coordinates; (0, 0) for infinity.</summary>
    public (T X, T Y) ToAffine() => Scale(Z.Invert());

    /// <summary>The affine coordinates given 1/Z; (0, 0) for infinity, whose 1/Z is taken as zero.</summary>
    public (T X, T Y) Scale(in T zInverse)
    {
        T squared = zInverse.Square();
        return (X * squared, Y * squared * zInverse);
    }
}
