using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>Sums over bases with precomputed multiples, against known discrete logarithms.</summary>
public sealed class PrecomputedBasesTests
{
    private readonly Sample sample = new(53);

    [Theory]
    [InlineData(1, 254)]
    [InlineData(9, 254)]
    [InlineData(300, 1)]
    [InlineData(300, 2)]
    [InlineData(300, 254)]
    [InlineData(5000, 3)]
    [InlineData(5000, 254)]
    public void AgreeWithKnownSums(int count, int maximumLevels)
    {
        KnownPoints points = KnownPoints.Walk(sample, count);
        var bases = new PrecomputedBases(points.Points, Cpu.Default, maximumLevels);
        Assert.InRange(bases.Levels, 1, maximumLevels);
        Assert.True(bases.Plan.Covers(Fr.Modulus / 2));
        Assert.Equal(points.Points, bases.Points[..count].ToArray());
        Check(bases, points, sample.FrArray(count));
        Check(bases, points, [.. Enumerable.Range(0, count).Select(i => (i % 3) switch { 0 => Fr.One.Half(), 1 => -Fr.One.Half(), _ => -Fr.One })]);
        Check(bases, points, [.. Enumerable.Range(0, count).Select(_ => Fr.FromInt64(sample.Random.Next(-9, 9)))]);
        Check(bases, points, new Fr[count]);
    }

    [Fact]
    public void FewerScalarsThanBases()
    {
        const int Count = 2000;
        KnownPoints points = KnownPoints.Walk(sample, Count);
        var bases = new PrecomputedBases(points.Points, Cpu.Default);
        foreach (var used in new[] { 0, 1, 7, 1000, 1999 }) Check(bases, points, sample.FrArray(used));
        Assert.Throws<ArgumentException>(() => new Pippenger(Cpu.Default).Msm(bases, new Fr[Count + 1]));
        Assert.True(bases.BeginWith(points.Points) && bases.BeginWith(points.Points.AsSpan(0, 1)));
        Assert.False(bases.BeginWith(points.Points.AsSpan(1)) || bases.BeginWith([.. points.Points]));
    }

    [Fact]
    public void EqualOppositeAndInfiniteBases()
    {
        const int Count = 1000;
        KnownPoints points = KnownPoints.Walk(sample, 7).Choose(Count, _ => sample.Random.Next(-2, 3));
        var bases = new PrecomputedBases(points.Points, Cpu.Default);
        Check(bases, points, sample.FrArray(Count));
        Check(bases, points, [.. Enumerable.Repeat(sample.Fr(), Count)]);
    }

    [Fact]
    public void NoBasesOrTooManyAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrecomputedBases(default, Cpu.Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrecomputedBases(new G1Affine[1], Cpu.Default, 0));
    }

    private static void Check(PrecomputedBases bases, KnownPoints points, Fr[] scalars)
    {
        var padded = new Fr[points.Points.Length];
        scalars.CopyTo(padded, 0);
        G1Affine expected = points.Expected(padded);
        foreach (var threads in new[] { 1, 2, 3 }) Assert.Equal(expected, new Pippenger(new Cpu(KernelSet.Default, threads)).Msm(bases, scalars).ToAffine());
    }
}
