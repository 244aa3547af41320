using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Pairings.Tower;

namespace Zkml.Algebra.Tests.Pairings;

/// <summary>Both paths, portable and assembled, against the pairing by its definition.</summary>
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
        KernelSet kernels = Warmed(tier);
        for (var i = 0; i < 3; i++)
        {
            G1Affine p = sample.G1();
            G2Affine q = (Q * sample.Fr()).ToAffine();
            Assert.Equal(ReferencePairing.Pair(p, q), Pairing.Pair(p, q, kernels));
        }

        Assert.Equal(ReferencePairing.Pair(G1Affine.Generator, Q), Pairing.Pair(G1Affine.Generator, Q, kernels));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void ProductsEqualTheDefinition(KernelTier tier)
    {
        KernelSet kernels = Warmed(tier);
        for (var count = 0; count <= 5; count++)
        {
            var pairs = new (G1Affine P, G2Prepared Q)[count];
            Fq12 expected = Fq12.One;
            for (var i = 0; i < count; i++)
            {
                G1Affine p = i == 2 ? G1Affine.Identity : sample.G1();
                G2Affine q = i == 3 ? G2Affine.Identity : (Q * sample.Fr()).ToAffine();
                pairs[i] = (p, new G2Prepared(q, kernels));
                expected = ReferencePairing.Multiply(expected, ReferencePairing.Pair(p, q));
            }

            Assert.Equal(expected, Pairing.Product(pairs, kernels));
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void IsBilinear(KernelTier tier)
    {
        KernelSet kernels = Warmed(tier);
        Fr a = sample.Fr(), b = sample.Fr();
        G1Affine p = sample.G1();
        G2Affine q = (Q * sample.Fr()).ToAffine();
        Fq12 e = Pairing.Pair(p, q, kernels);
        Assert.False(e.IsOne);
        Assert.Equal(ReferencePairing.Power(e, (a * b).ToBigInteger()), Pairing.Pair((p * a).ToAffine(), (q * b).ToAffine(), kernels));
        Assert.True((e * Pairing.Pair(-p, q, kernels)).IsOne);
        Assert.True((e * Pairing.Pair(p, -q, kernels)).IsOne);
        Assert.Equal(e, Pairing.Pair(-p, -q, kernels));
        Assert.True(Pairing.Pair(G1Affine.Identity, q, kernels).IsOne);
        Assert.True(Pairing.Pair(p, G2Affine.Identity, kernels).IsOne);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void OneWrongPairIsNoticed(KernelTier tier)
    {
        KernelSet kernels = Warmed(tier);
        Fr a = sample.Fr();
        var (q, aq) = (new G2Prepared(Q), new G2Prepared((Q * a).ToAffine()));
        G1Affine p = sample.G1(), negated = -(p * a).ToAffine();
        Assert.True(Pairing.ProductIsOne([(p, aq), (negated, q)], kernels));
        Assert.True(Pairing.ProductIsOne([(p, aq), (p, q), (negated, q), (-p, q)], kernels));
        Assert.False(Pairing.ProductIsOne([(p, aq), (-negated, q)], kernels));
        Assert.False(Pairing.ProductIsOne([(p, aq), (negated, aq)], kernels));
        Assert.False(Pairing.ProductIsOne([(p, aq), ((negated + G1Affine.Generator).ToAffine(), q)], kernels));
    }

    private static KernelSet Warmed(KernelTier tier)
    {
        var kernels = new KernelSet(tier);
        Pairing.Warm(kernels);
        return kernels;
    }
}
