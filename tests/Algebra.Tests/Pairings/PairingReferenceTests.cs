using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Pairings.Tower;

namespace Zkml.Algebra.Tests.Pairings;

/// <summary>Both paths, portable and assembled, against the pairing by its definition.</summary>
[Collection(Kernels.KernelCollection.Name)]
public sealed class PairingReferenceTests
{
    private static readonly G2Affine Q = G2Affine.Generator;

    private readonly Sample sample = new(29);

    public static TheoryData<KernelTier> Tiers =>
        KernelSupport.CanAssemble ? [KernelTier.Portable, KernelTier.Assembled] : [KernelTier.Portable];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void EqualsTheDefinition(KernelTier tier)
    {
        using IDisposable forced = Force(tier);
        for (var i = 0; i < 3; i++)
        {
            G1Affine p = sample.G1();
            G2Affine q = (Q * sample.Fr()).ToAffine();
            Assert.Equal(ReferencePairing.Pair(p, q), Pairing.Pair(p, q));
        }

        Assert.Equal(ReferencePairing.Pair(G1Affine.Generator, Q), Pairing.Pair(G1Affine.Generator, Q));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void ProductsEqualTheDefinition(KernelTier tier)
    {
        using IDisposable forced = Force(tier);
        for (var count = 0; count <= 5; count++)
        {
            var pairs = new (G1Affine P, G2Prepared Q)[count];
            Fq12 expected = Fq12.One;
            for (var i = 0; i < count; i++)
            {
                G1Affine p = i == 2 ? G1Affine.Identity : sample.G1();
                G2Affine q = i == 3 ? G2Affine.Identity : (Q * sample.Fr()).ToAffine();
                pairs[i] = (p, new G2Prepared(q));
                expected = ReferencePairing.Multiply(expected, ReferencePairing.Pair(p, q));
            }

            Assert.Equal(expected, Pairing.Product(pairs));
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void IsBilinear(KernelTier tier)
    {
        using IDisposable forced = Force(tier);
        Fr a = sample.Fr(), b = sample.Fr();
        G1Affine p = sample.G1();
        G2Affine q = (Q * sample.Fr()).ToAffine();
        Fq12 e = Pairing.Pair(p, q);
        Assert.False(e.IsOne);
        Assert.Equal(ReferencePairing.Power(e, (a * b).ToBigInteger()), Pairing.Pair((p * a).ToAffine(), (q * b).ToAffine()));
        Assert.True((e * Pairing.Pair(-p, q)).IsOne);
        Assert.True((e * Pairing.Pair(p, -q)).IsOne);
        Assert.Equal(e, Pairing.Pair(-p, -q));
        Assert.True(Pairing.Pair(G1Affine.Identity, q).IsOne);
        Assert.True(Pairing.Pair(p, G2Affine.Identity).IsOne);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void OneWrongPairIsNoticed(KernelTier tier)
    {
        using IDisposable forced = Force(tier);
        Fr a = sample.Fr();
        var (q, aq) = (new G2Prepared(Q), new G2Prepared((Q * a).ToAffine()));
        G1Affine p = sample.G1(), negated = -(p * a).ToAffine();
        Assert.True(Pairing.ProductIsOne([(p, aq), (negated, q)]));
        Assert.True(Pairing.ProductIsOne([(p, aq), (p, q), (negated, q), (-p, q)]));
        Assert.False(Pairing.ProductIsOne([(p, aq), (-negated, q)]));
        Assert.False(Pairing.ProductIsOne([(p, aq), (negated, aq)]));
        Assert.False(Pairing.ProductIsOne([(p, aq), ((negated + G1Affine.Generator).ToAffine(), q)]));
    }

    private static IDisposable Force(KernelTier tier)
    {
        IDisposable forced = KernelSupport.Force(tier);
        Pairing.Prepare();
        return forced;
    }
}
