using System.Numerics;
using Zkml.Algebra.Msm;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>How the windows of a sum are shared out to threads.</summary>
public sealed class StretchTests
{
    [Theory]
    [InlineData(9, 254, 20, 1)]
    [InlineData(1000, 254, 20, 3)]
    [InlineData(1 << 20, 254, 15, 2)]
    [InlineData(1 << 20, 254, 16, 2)]
    [InlineData(1 << 20, 254, 15, 16)]
    [InlineData(1 << 16, 16, 1, 2)]
    [InlineData(70_001, 64, 3, 2)]
    [InlineData(1 << 26, 254, 13, 7)]
    public void CoverTheLineInOrderWithFewBuckets(int count, int bits, int windows, int threads)
    {
        WindowPlan plan = WindowPlan.Create((BigInteger.One << (bits - 1)) - 1, windows);
        Stretch[] stretches = Stretch.Divide(count, plan, threads);
        long covered = 0;
        foreach (Stretch stretch in stretches)
        {
            Assert.Equal(((int)(covered / count), (int)(covered % count)), stretch.First);
            var end = ((long)stretch.Last.Set * count) + stretch.Last.Point;
            Assert.True(end > covered && stretch.Last.Point is > 0 && stretch.Last.Point <= count);
            covered = end;
            var held = stretch.Last.Set - stretch.First.Set + 1;
            Assert.True(held == 1 || held * plan.Buckets(0) <= 1 << 16);
        }

        Assert.Equal((long)count * plan.Windows, covered);
        Assert.Equal(Enumerable.Range(0, stretches.Length), Stretch.LongestFirst(stretches, count).Order());
    }

    [Fact]
    public void ThreadsShareOneWindowMoreThanTheyCanHaveWhole()
    {
        // 15 windows of 2^16 buckets: seven each, and halves of the eighth.
        const int Count = 1 << 20;
        WindowPlan plan = WindowPlan.Create((BigInteger.One << 253) - 1, 15);
        Stretch[] stretches = Stretch.Divide(Count, plan, 2);
        Assert.Equal(16, stretches.Length);
        Assert.Equal([7, 8], Stretch.LongestFirst(stretches, Count)[14..].Order());
        Assert.Equal((7, Count / 2), stretches[8].First);
    }
}
