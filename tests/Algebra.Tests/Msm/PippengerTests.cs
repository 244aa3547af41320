using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Tests.Kernels;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>Sums of all sizes and of adversarial inputs, on every tier and number of threads.</summary>
public sealed class PippengerTests
{
    private readonly Sample sample = new(31);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(12_345)]
    [InlineData(16_384)]
    public void FullWidthScalars(int count) => Check(KnownPoints.Walk(sample, count), sample.FrArray(count));

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(63)]
    public void NarrowScalars(int width)
    {
        foreach (var count in new[] { 13, 1000, 16_384, 20_001 })
        {
            long low = width == 1 ? 0 : -(1L << (width - 1)), high = width == 1 ? 2 : 1L << (width - 1);
            long[] scalars = [.. Enumerable.Range(0, count).Select(_ => sample.Random.NextInt64(low, high))];
            scalars[^1] = low;
            scalars[0] = high - 1;
            Check(KnownPoints.Walk(sample, count), scalars);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-100, 99)]
    [InlineData(-20_000, 19_999)]
    public void SeveralSortedRangesOfOneBucketSet(int least, int most)
    {
        const int Count = (1 << 17) + 77;
        KnownPoints points = KnownPoints.Walk(sample, Count);
        int[] scalars = [.. Enumerable.Range(0, Count).Select(_ => sample.Random.Next(least, most + 1))];
        G1Affine expected = points.Expected([.. scalars.Select(v => Fr.FromInt64(v))]);
        Assert.Equal(expected, new Pippenger(new Cpu(KernelSet.Default, 1)).MsmSmall(points.Points, scalars).ToAffine());
        Assert.Equal(expected, new Pippenger(new Cpu(KernelSet.Default, 3)).MsmSmall(points.Points, scalars).ToAffine());
    }

    [Fact]
    public void EqualAndExtremeScalars()
    {
        const int Count = 5000;
        KnownPoints points = KnownPoints.Walk(sample, Count);
        foreach (Fr scalar in (Fr[])[Fr.Zero, Fr.One, -Fr.One, Fr.One.Half(), -Fr.One.Half(), sample.Fr()])
        {
            Check(points, [.. Enumerable.Repeat(scalar, Count)]);
        }
        Fr[] extremes = [Fr.Zero, Fr.One, -Fr.One, Fr.One.Half(), -Fr.One.Half()];
        Check(points, [.. Enumerable.Range(0, Count).Select(i => extremes[i % extremes.Length])]);
        Check(points, [.. Enumerable.Range(0, Count).Select(i => i == 4321 ? sample.Fr() : Fr.Zero)]);
        Check(points, [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? long.MinValue : long.MaxValue)]);
    }

    [Fact]
    public void EqualOppositeAndInfinitePoints()
    {
        const int Count = 5000;
        KnownPoints few = KnownPoints.Walk(sample, 7);
        KnownPoints[] cases =
        [
            few.Choose(Count, _ => 1),
            few.Choose(Count, _ => 0),
            few.Choose(Count, i => (i & 1) == 0 ? 1 : -1),
            few.Choose(Count, _ => sample.Random.Next(-1, 2)),
            few.Choose(Count, _ => sample.Random.Next(-7, 8)),
        ];
        Fr[] random = sample.FrArray(Count), equal = [.. Enumerable.Repeat(sample.Fr(), Count)];
        foreach (KnownPoints points in cases)
        {
            Check(points, random);
            Check(points, equal);
            Check(points, [.. Enumerable.Range(0, Count).Select(i => (long)(i % 3) - 1)]);
        }
    }

    private static void Check(KnownPoints points, long[] scalars)
    {
        G1Affine expected = points.Expected([.. scalars.Select(v => Fr.FromInt64(v))]);
        ForEachEngine(engine => Assert.Equal(expected, engine.MsmSmall(points.Points, scalars).ToAffine()));
    }

    private static void Check(KnownPoints points, Fr[] scalars)
    {
        G1Affine expected = points.Expected(scalars);
        ForEachEngine(engine => Assert.Equal(expected, engine.Msm(points.Points, scalars).ToAffine()));
    }

    private static void ForEachEngine(Action<Pippenger> check)
    {
        foreach (KernelTier tier in (KernelTier[])[KernelTier.Assembled, KernelTier.Portable])
        {
            if (tier == KernelTier.Assembled && !KernelSupport.CanAssemble) continue;
            var set = new KernelSet(tier);
            check(new Pippenger(new Cpu(set, 1)));
            check(new Pippenger(new Cpu(set, 2)));
        }
    }
}
