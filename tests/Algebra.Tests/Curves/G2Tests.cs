using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Tests.Curves;

public sealed class G2Tests
{
    private readonly Sample sample = new(19);

    [Fact]
    public void GroupLawsHold()
    {
        Fr a = sample.Fr(), b = sample.Fr();
        G2Affine g = G2Affine.Generator;
        Assert.True(g.IsOnCurve && g.IsInSubgroup);
        Assert.Equal((g * a) + (g * b), g * (a + b));
        Assert.Equal((g * a).Double(), (g * a) + (g * a));
        Assert.True(((g * a) - (g * a)).IsIdentity);
        Assert.True((g * a).ToAffine().IsOnCurve);
        Assert.Equal(g * a, (g * a) + G2Projective.Identity);
    }

    [Fact]
    public void EncodingsRoundTripInEvmOrder()
    {
        foreach (G2Affine point in new[] { G2Affine.Identity, G2Affine.Generator, (G2Affine.Generator * sample.Fr()).ToAffine() })
        {
            Assert.True(G2Affine.TryFromBytes(point.ToBytes(), out G2Affine back));
            Assert.Equal(point, back);
        }

        var imaginary = new byte[32];
        G2Affine.Generator.X.C1.ToBytes(imaginary);
        Assert.Equal(imaginary, G2Affine.Generator.ToBytes()[..32]);
    }

    [Fact]
    public void PointsOutsideTheSubgroupAreRejected()
    {
        G2Affine outside = TwistPoint();
        Assert.True(outside.IsOnCurve);
        Assert.False(outside.IsInSubgroup);
        Assert.False(G2Affine.TryFromBytes(outside.ToBytes(), out _));
    }

    [Fact]
    public void InvalidEncodingsAreRejected()
    {
        var bytes = G2Affine.Generator.ToBytes();
        Assert.False(G2Affine.TryFromBytes(bytes.AsSpan(1), out _));
        bytes[127] ^= 1;
        Assert.False(G2Affine.TryFromBytes(bytes, out _));
        var modulus = Fq.Modulus.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(G2Affine.TryFromBytes([.. modulus, .. modulus, .. modulus, .. modulus], out _));
    }

    /// <summary>The first x = n + u whose right-hand side is a square: the cofactor is huge, so it is outside G2.</summary>
    private static G2Affine TwistPoint()
    {
        Fq2 b = new Fq2(Fq.FromInt64(9), Fq.One).Invert() * Fq.FromInt64(3);
        for (var n = 0; ; n++)
        {
            var x = new Fq2(Fq.FromInt64(n), Fq.One);
            Fq2 right = (x.Square() * x) + b;

            // √(c + du) = s + t·u with s² = (c + |right|)/2 and t = d/(2s).
            if (!(right.C0.Square() + right.C1.Square()).TrySqrt(out Fq norm)) continue;
            if (!(right.C0 + norm).Half().TrySqrt(out Fq s) && !(right.C0 - norm).Half().TrySqrt(out s)) continue;
            return new(x, new(s, right.C1 * s.Double().Invert()));
        }
    }
}
