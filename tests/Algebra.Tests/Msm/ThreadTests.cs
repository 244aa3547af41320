using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>Sums on more threads than there are windows, or points: every thread's share may be less than a window's part.</summary>
public sealed class ThreadTests
{
    [Theory]
    [InlineData(9)]
    [InlineData(210)]
    [InlineData(4097)]
    public void MoreThreadsThanWindows(int count)
    {
        KnownPoints points = KnownPoints.Walk(new Sample(59), count);
        var tables = new[] { 1, 2, 7, 256 }.Select(levels => new PrecomputedBases(points.Points, Cpu.Default, levels)).ToArray();
        Fr half = Fr.One.Half();
        Fr[][] scalars =
        [
            new Sample(60).FrArray(count),
            [.. Enumerable.Range(0, count).Select(i => (i & 1) == 0 ? half : -half)],
            [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? -half : Fr.Zero)],
        ];
        foreach (Fr[] some in scalars)
        {
            G1Affine expected = points.Expected(some);
            foreach (var threads in new[] { 1, 5, 33, 300 })
            {
                var engine = new Pippenger(new Cpu(KernelSet.Default, threads));
                Assert.Equal(expected, engine.Msm(points.Points, some).ToAffine());
                foreach (PrecomputedBases table in tables) Assert.Equal(expected, engine.Msm(table, some).ToAffine());
            }
        }
    }

    [Fact]
    public void SmallestIntegers()
    {
        const int Count = 100;
        KnownPoints points = KnownPoints.Walk(new Sample(61), Count);
        foreach (var value in new[] { int.MinValue, int.MaxValue, 1L << 61, (1L << 62) - 1, 1L << 62, -(1L << 62), -(1L << 62) - 1, long.MinValue, long.MaxValue })
        {
            long[] scalars = [.. Enumerable.Range(0, Count).Select(i => i % 3 == 0 ? value : i % 3 == 1 ? -1 : 0)];
            G1Affine expected = points.Expected([.. scalars.Select(Fr.FromInt64)]);
            foreach (var threads in new[] { 1, 3, 40 })
            {
                Assert.Equal(expected, new Pippenger(new Cpu(KernelSet.Default, threads)).MsmSmall(points.Points, scalars).ToAffine());
                if (value is >= int.MinValue and <= int.MaxValue)
                {
                    Assert.Equal(expected, new Pippenger(new Cpu(KernelSet.Default, threads)).MsmSmall(points.Points, [.. scalars.Select(v => (int)v)]).ToAffine());
                }
            }
        }
    }
}
