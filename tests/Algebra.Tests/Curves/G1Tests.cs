using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Curves;

public sealed class G1Tests
{
    private readonly Sample sample = new(17);

    [Fact]
    public void AdditionIsCompleteAndConsistent()
    {
        G1Affine p = sample.G1(), q = sample.G1();
        G1Projective sum = new G1Projective(p) + q;
        Assert.True(sum.ToAffine().IsOnCurve);
        Assert.Equal(sum, new G1Projective(q) + new G1Projective(p));
        Assert.Equal(new G1Projective(p).Double(), new G1Projective(p) + p);
        Assert.Equal(new G1Projective(p).Double(), new G1Projective(p) + new G1Projective(p));
        Assert.True((new G1Projective(p) + (-p)).IsIdentity);
        Assert.True((sum - sum).IsIdentity);
        Assert.Equal(sum, sum + G1Affine.Identity);
        Assert.Equal(sum, sum + G1Projective.Identity);
        Assert.Equal(sum, G1Projective.Identity + sum);
        Assert.Equal(new G1Projective(p), G1Projective.Identity + p);
        Assert.True(G1Projective.Identity.Double().IsIdentity);
        Assert.NotEqual(sum, -sum);
    }

    [Fact]
    public void ScalarMultiplicationIsLinear()
    {
        G1Affine p = sample.G1();
        Fr a = sample.Fr(), b = sample.Fr();
        Assert.Equal((p * a) + (p * b), p * (a + b));
        Assert.Equal((p * a) * b, p * (a * b));
        Assert.True((p * Fr.Zero).IsIdentity);
        Assert.Equal(-new G1Projective(p), p * -Fr.One);
        Assert.Equal(new G1Projective(p).Double() + p, p * Fr.FromInt64(3));
    }

    [Fact]
    public void DoubledGeneratorIsTheKnownPoint()
    {
        // 2·(1, 2) from λ = 3/4: x = λ² − 2, y = λ(1 − x) − 2.
        Fq slope = Fq.FromInt64(3) * Fq.FromInt64(4).Invert();
        Fq x = slope.Square() - Fq.FromInt64(2);
        Fq y = (slope * (Fq.One - x)) - Fq.FromInt64(2);
        Assert.Equal(new G1Affine(x, y), G1Projective.Generator.Double().ToAffine());
        Assert.Equal("0x030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3", x.ToString());
    }

    [Fact]
    public void EncodingsRoundTrip()
    {
        foreach (G1Affine point in new[] { G1Affine.Identity, G1Affine.Generator, sample.G1() })
        {
            Assert.True(G1Affine.TryFromBytes(point.ToBytes(), out G1Affine back));
            Assert.Equal(point, back);
        }

        Assert.All(G1Affine.Identity.ToBytes(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void InvalidEncodingsAreRejected()
    {
        var valid = sample.G1().ToBytes();
        Assert.False(G1Affine.TryFromBytes(valid.AsSpan(0, 63), out _));
        Assert.False(G1Affine.TryFromBytes([.. valid, 0], out _));
        byte[] offCurve = [.. valid];
        offCurve[63] ^= 1;
        Assert.False(G1Affine.TryFromBytes(offCurve, out _));
        var modulus = Fq.Modulus.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(G1Affine.TryFromBytes([.. modulus, .. modulus], out _));
        var shifted = (Fq.Modulus + 1).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(G1Affine.TryFromBytes([.. shifted, .. G1Affine.Generator.ToBytes().AsSpan(32)], out _));
        Assert.True(G1Affine.TryFromBytes(G1Affine.Generator.ToBytes(), out _));
    }

    [Fact]
    public void NormalizationHandlesInfinity()
    {
        G1Projective[] points = [default, sample.G1() * sample.Fr(), default, G1Projective.Generator.Double()];
        var affine = new G1Affine[4];
        G1Projective.Normalize(points, affine, KernelSet.Default);
        Assert.Equal(points.Select(p => p.ToAffine()), affine);
        Assert.True(affine[0].IsIdentity);
    }

    [Fact]
    public void FixedBaseAgreesWithScalarMultiplication()
    {
        G1Affine p = sample.G1();
        var table = new FixedBaseTable(p, KernelSet.Default);
        Fr[] scalars = [Fr.Zero, Fr.One, -Fr.One, sample.Fr(), Fr.FromInt64(256)];
        var results = new G1Affine[scalars.Length];
        table.MultiplyAll(scalars, results, Cpu.Default);
        Assert.Equal(scalars.Select(s => (p * s).ToAffine()), results);
    }

    [Fact]
    public void HashedPointsAreOnTheCurveAndDiffer()
    {
        G1Affine a = HashToCurve.ToG1("a"), b = HashToCurve.ToG1("b");
        Assert.True(a.IsOnCurve && b.IsOnCurve && !a.IsIdentity);
        Assert.NotEqual(a, b);
        Assert.Equal(a, HashToCurve.ToG1("a"));
    }
}
