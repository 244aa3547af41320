using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Tests.Kernels;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>Batches of affine additions against single ones, bit for bit, on every tier.</summary>
public sealed class PointAdditionsTests
{
    private readonly Sample sample = new(37);

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(PointAdditions.Batch)]
    [InlineData(PointAdditions.Batch + 1)]
    [InlineData((2 * PointAdditions.Batch) + 33)]
    public void AgreeWithSingleAdditions(int pairs) => Check(sample.G1Array(2 * pairs), pairs);

    [Fact]
    public void SpecialPairsAmongOthers()
    {
        G1Affine[] points = sample.G1Array(600);
        for (var i = 0; i + 1 < points.Length; i += 2)
        {
            points[i + 1] = sample.Random.Next(6) switch
            {
                0 => points[i],
                1 => -points[i],
                2 => default,
                _ => points[i + 1],
            };
            if (sample.Random.Next(8) == 0) points[i] = default;
        }

        Check(points, 300);
    }

    [Fact]
    public void NothingButDoublings()
    {
        const int Pairs = PointAdditions.Batch + 5;
        G1Affine[] points = sample.G1Array(2 * Pairs);
        for (var i = 0; i < points.Length; i += 2) points[i + 1] = points[i];
        Check(points, Pairs);
    }

    [Fact]
    public void SmallestAndLargestCoordinates()
    {
        // (1, 2) has small plain coordinates; the others are found by x alone and have small or large stored ones.
        var points = new List<G1Affine> { G1Affine.Generator, -G1Affine.Generator };
        for (ulong word = 1; points.Count < 64; word++)
        {
            AddPoint(new Fq(word, 0, 0, 0));
            AddPoint(-new Fq(word, 0, 0, 0));
        }

        Check([.. points], points.Count / 2);

        void AddPoint(Fq x)
        {
            Fq square = (x.Square() * x) + G1Affine.CurveB;
            if (square.TrySqrt(out Fq y)) points.AddRange([new(x, y), new(x, -y), new(x, y)]);
        }
    }

    private void Check(G1Affine[] points, int pairs)
    {
        foreach (KernelTier tier in (KernelTier[])[KernelTier.Assembled, KernelTier.Portable])
        {
            if (tier == KernelTier.Assembled && !KernelSupport.CanAssemble) continue;
            var additions = new PointAdditions(new KernelSet(tier));
            CheckInto(additions, points, pairs, inPlace: false);
            CheckInto(additions, points, pairs, inPlace: true);
        }
    }

    private void CheckInto(PointAdditions additions, G1Affine[] points, int pairs, bool inPlace)
    {
        G1Affine[] source = [.. points], target = inPlace ? source : new G1Affine[points.Length];
        var left = new uint[pairs + PointAdditions.Slack];
        var right = new uint[pairs + PointAdditions.Slack];
        var places = new uint[pairs + PointAdditions.Slack];
        var expected = new G1Affine[pairs];
        for (var i = 0; i < pairs; i++)
        {
            left[i] = (uint)(2 * i) | Sign();
            right[i] = (uint)((2 * i) + 1) | Sign();
            places[i] = inPlace ? (uint)(2 * i) : (uint)(pairs - 1 - i);
            expected[i] = (Signed(points[2 * i], left[i]) + Signed(points[(2 * i) + 1], right[i])).ToAffine();
        }

        additions.Add(source, target, left, right, places, pairs);

        for (var i = 0; i < pairs; i++) Assert.Equal(expected[i], target[places[i]]);
    }

    private uint Sign() => sample.Random.Next(2) == 0 ? 0 : PointAdditions.Negative;

    private static G1Affine Signed(in G1Affine point, uint entry) => entry >= PointAdditions.Negative ? -point : point;
}
