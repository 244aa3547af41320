using FsCheck;
using FsCheck.Fluent;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests;

/// <summary>Seeded random elements, points and generators for properties.</summary>
internal sealed class Sample(int seed)
{
    private readonly Random random = new(seed);

    public Random Random => random;

    public Fp<T> Element<T>()
        where T : struct, IModulus
    {
        var bytes = new byte[64];
        random.NextBytes(bytes);
        return Fp<T>.FromUniform64(bytes);
    }

    public Fr Fr() => Element<FrModulus>();

    public Fr[] FrArray(int count) => [.. Enumerable.Range(0, count).Select(_ => Fr())];

    public G1Affine G1() => (G1Affine.Generator * Fr()).ToAffine();

    public G1Affine[] G1Array(int count)
    {
        // A random walk: one addition per point.
        var points = new G1Projective[count];
        G1Projective current = G1();
        G1Affine step = G1();
        for (var i = 0; i < count; i++) points[i] = current += step;
        var affine = new G1Affine[count];
        G1Projective.Normalize(points, affine, KernelSet.Default);
        return affine;
    }

    /// <summary>Elements that hit the corners (0, ±1, ±small, p/2 and its neighbours) as well as uniform ones.</summary>
    public static Arbitrary<Fp<T>> Elements<T>()
        where T : struct, IModulus
    {
        Gen<Fp<T>> uniform = Gen.ArrayOf(Gen.Choose(0, 255), 64)
            .Select(values => Fp<T>.FromUniform64([.. values.Select(v => (byte)v)]));
        Gen<Fp<T>> small = Gen.Choose(-3, 3).Select(value => Fp<T>.FromInt64(value));
        Gen<Fp<T>> middle = Gen.Choose(-2, 2).Select(value => Fp<T>.FromBigInteger((Fp<T>.Modulus / 2) + value));
        return Arb.From(Gen.OneOf(uniform, uniform, small, middle));
    }
}

/// <summary>Runs properties so that a counterexample fails the test.</summary>
internal static class PropertyChecks
{
    public static void QuickCheckThrowOnFailure(this Property property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(TestTier.Rounds(Config.QuickThrowOnFailure.MaxTest)), property);
}
