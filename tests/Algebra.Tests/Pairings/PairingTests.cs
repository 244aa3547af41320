using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Pairings;

namespace Zkml.Algebra.Tests.Pairings;

public sealed class PairingTests
{
    private static readonly G1Affine P = G1Affine.Generator;
    private static readonly G2Affine Q = G2Affine.Generator;

    private readonly Sample sample = new(23);

    [Fact]
    public void IsBilinearAndNotDegenerate()
    {
        Fr a = sample.Fr(), b = sample.Fr();
        Fq12 e = Pairing.Pair(P, Q, KernelSet.Default);
        Assert.False(e.IsOne);
        Assert.True((e.Pow(-Fr.One) * e).IsOne);
        Assert.Equal(e.Pow(a * b), Pairing.Pair((P * a).ToAffine(), (Q * b).ToAffine(), KernelSet.Default));
        Assert.Equal(Pairing.Pair((P * b).ToAffine(), (Q * a).ToAffine(), KernelSet.Default), Pairing.Pair((P * a).ToAffine(), (Q * b).ToAffine(), KernelSet.Default));
        Assert.True((e * Pairing.Pair(-P, Q, KernelSet.Default)).IsOne);
        Assert.True((e * Pairing.Pair(P, -Q, KernelSet.Default)).IsOne);
    }

    [Fact]
    public void IsAdditiveInBothArguments()
    {
        G1Affine p = sample.G1();
        G2Affine q = (Q * sample.Fr()).ToAffine();
        Assert.Equal(Pairing.Pair(P, Q, KernelSet.Default) * Pairing.Pair(p, Q, KernelSet.Default), Pairing.Pair((P + p).ToAffine(), Q, KernelSet.Default));
        Assert.Equal(Pairing.Pair(P, Q, KernelSet.Default) * Pairing.Pair(P, q, KernelSet.Default), Pairing.Pair(P, (new G2Projective(Q) + q).ToAffine(), KernelSet.Default));
    }

    [Fact]
    public void ProductsShareOneExponentiation()
    {
        Fr a = sample.Fr(), b = sample.Fr();
        (G1Affine, G2Affine)[] pairs =
        [
            ((P * (a * b)).ToAffine(), Q),
            (-(P * a).ToAffine(), (Q * b).ToAffine()),
            (G1Affine.Identity, Q),
            (P, G2Affine.Identity),
        ];
        Assert.True(Pairing.ProductIsOne(pairs, KernelSet.Default));
        pairs[2] = (P, Q);
        Assert.False(Pairing.ProductIsOne(pairs, KernelSet.Default));
        Assert.True(Pairing.ProductIsOne(ReadOnlySpan<(G1Affine, G2Affine)>.Empty, KernelSet.Default));
    }

    [Fact]
    public void PreparedPointsGiveTheSameProduct()
    {
        G1Affine p = sample.G1();
        var prepared = new G2Prepared(Q);
        Assert.True(Pairing.ProductIsOne([(p, prepared), (-p, prepared)], KernelSet.Default));
        Assert.Equal(Pairing.Pair(p, Q, KernelSet.Default), Pairing.Product([(p, prepared)], KernelSet.Default));
        Assert.True(Pairing.Pair(G1Affine.Identity, Q, KernelSet.Default).IsOne);
        Assert.True(Pairing.Pair(p, G2Affine.Identity, KernelSet.Default).IsOne);
    }

    [Fact]
    public void TowerArithmeticIsConsistent()
    {
        Fq12 e = Pairing.Pair(sample.G1(), Q, KernelSet.Default), f = Pairing.Pair(sample.G1(), Q, KernelSet.Default);
        Assert.Equal(e * e, e.Square());
        Assert.Equal(e.Square(), e.CyclotomicSquare());
        Assert.True((e * e.Invert()).IsOne);
        Assert.Equal(e.Conjugate(), e.Invert());
        Assert.Equal((e + f) * (e + f), (e + f).Square());
        Assert.Equal((e + f).Frobenius() * e.Frobenius(), ((e + f) * e).Frobenius());
        Assert.True(((e + f) * (e + f).Invert()).IsOne);
        Fq12 twelve = e + f;
        for (var i = 0; i < 12; i++) twelve = twelve.Frobenius();
        Assert.Equal(e + f, twelve);
    }
}
