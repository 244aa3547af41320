using System.Numerics;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Pairings;

namespace Zkml.Algebra.Tests.Pairings;

/// <summary>
/// The pairing by its definition: curve points over Fq12 in affine coordinates, Miller's algorithm over the binary
/// digits of 6x + 2, and a plain power by (q¹² − 1)/r. It uses products and inverses of Fq12 and nothing else.
/// </summary>
internal static class ReferencePairing
{
    private static readonly BigInteger Loop = (6 * new BigInteger(4965661367192848881UL)) + 2;
    private static readonly BigInteger Exponent = (BigInteger.Pow(Fq.Modulus, 12) - 1) / Fr.Modulus;

    // w, with w² = v and v³ = ξ.
    private static readonly Fq12 W = new(default, Fq6.One);

    public static Fq12 Pair(in G1Affine p, in G2Affine q) =>
        p.IsIdentity || q.IsIdentity ? Fq12.One : Power(Miller(p, q), Exponent);

    public static Fq12 Power(Fq12 value, BigInteger exponent)
    {
        Fq12 result = Fq12.One;
        for (var bit = exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = Multiply(result, result);
            if (!((exponent >> (int)bit) & 1).IsZero) result = Multiply(result, value);
        }

        return result;
    }

    /// <summary>The product by the schoolbook method over the coefficients of w, with w⁶ = ξ.</summary>
    public static Fq12 Multiply(in Fq12 left, in Fq12 right)
    {
        Fq2[] a = Coefficients(left), b = Coefficients(right), c = new Fq2[11];
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++) c[i + j] += a[i] * b[j];
        }

        Fq2 xi = new(Fq.FromUInt64(9), Fq.One);
        for (var k = 0; k < 5; k++) c[k] += c[k + 6] * xi;
        return new(new(c[0], c[2], c[4]), new(c[1], c[3], c[5]));
    }

    private static Fq2[] Coefficients(in Fq12 x) => [x.C0.C0, x.C1.C0, x.C0.C1, x.C1.C1, x.C0.C2, x.C1.C2];

    private static Fq12 Miller(in G1Affine p, in G2Affine q)
    {
        Fq12 px = Embed(new(p.X, default)), py = Embed(new(p.Y, default));
        (Fq12 X, Fq12 Y) start = Untwist(q), current = start;
        Fq12 f = Fq12.One;
        for (var bit = Loop.GetBitLength() - 2; bit >= 0; bit--)
        {
            f = Multiply(Multiply(f, f), Line(ref current, current, px, py));
            if (!((Loop >> (int)bit) & 1).IsZero) f = Multiply(f, Line(ref current, start, px, py));
        }

        (Fq12 X, Fq12 Y) first = (Power(start.X, Fq.Modulus), Power(start.Y, Fq.Modulus));
        f = Multiply(f, Line(ref current, first, px, py));
        (Fq12 X, Fq12 Y) second = (Power(first.X, Fq.Modulus), Minus(default, Power(first.Y, Fq.Modulus)));
        return Multiply(f, Line(ref current, second, px, py));
    }

    /// <summary>The line through two points (the tangent if they are equal) at P; replaces the first by their sum.</summary>
    private static Fq12 Line(ref (Fq12 X, Fq12 Y) t, (Fq12 X, Fq12 Y) q, in Fq12 px, in Fq12 py)
    {
        Fq12 slope = t.X == q.X
            ? Multiply(Embed(new(Fq.FromUInt64(3), default)), Multiply(Multiply(t.X, t.X), (t.Y + t.Y).Invert()))
            : Multiply(Minus(q.Y, t.Y), Minus(q.X, t.X).Invert());
        Fq12 line = Minus(Minus(py, t.Y), Multiply(slope, Minus(px, t.X)));
        Fq12 x = Minus(Minus(Multiply(slope, slope), t.X), q.X);
        t = (x, Minus(Multiply(slope, Minus(t.X, x)), t.Y));
        return line;
    }

    /// <summary>(x·w², y·w³) on y² = x³ + 3.</summary>
    private static (Fq12 X, Fq12 Y) Untwist(in G2Affine q)
    {
        Fq12 w2 = Multiply(W, W);
        return (Multiply(Embed(q.X), w2), Multiply(Embed(q.Y), Multiply(w2, W)));
    }

    private static Fq12 Embed(in Fq2 value) => new(new(value, default, default), default);

    private static Fq12 Minus(in Fq12 left, in Fq12 right) => new(left.C0 - right.C0, left.C1 - right.C1);
}
