using Zkml.Algebra.Curves;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Setup;

public sealed class SrsTests
{
    private static readonly Srs Development = Srs.Development(6);

    [Fact]
    public void DevelopmentStringHoldsPowersOfOneTau()
    {
        Assert.True(Development.IsDevelopment);
        Assert.Equal(64, Development.G1Powers.Length);
        Assert.Equal(6, Development.LogSize);
        Assert.True(SrsConsistency.ArePowers(Development.G1Powers.Span, Development.G2Tau, Cpu.Default));
        Assert.Equal(Development.G1Powers[..8].ToArray(), Srs.Development(3).G1Powers.ToArray());
        Assert.True(Development.BlindingBase.IsOnCurve);
    }

    [Fact]
    public void ConsistencyCheckNoticesOneWrongPower()
    {
        foreach (var index in new[] { 0, 1, 40, 63 })
        {
            G1Affine[] powers = Development.G1Powers.ToArray();
            powers[index] = -powers[index];
            Assert.False(SrsConsistency.ArePowers(powers, Development.G2Tau, Cpu.Default));
        }

        Assert.False(SrsConsistency.ArePowers(Development.G1Powers.Span, G2Affine.Generator, Cpu.Default));
        Assert.False(SrsConsistency.ArePowers(Development.G1Powers.Span, G2Affine.Identity, Cpu.Default));
    }

    [Fact]
    public void IdPinsTauAndSize()
    {
        Assert.Equal(64, Development.Id.Length);
        Assert.Equal(Development.Id, Srs.Development(6).Id);
        Srs smaller = Development.Truncate(5);
        Assert.NotEqual(Development.Id, smaller.Id);
        Assert.Equal(32, smaller.G1Powers.Length);
        G2Affine otherTau = (G2Affine.Generator * Fr.FromInt64(3)).ToAffine();
        Assert.NotEqual(Development.Id, new Srs(Development.G1Powers, otherTau, true).Id);
        Assert.Throws<ArgumentOutOfRangeException>(() => Development.Truncate(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => Srs.Development(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Srs.Development(29));
    }
}
