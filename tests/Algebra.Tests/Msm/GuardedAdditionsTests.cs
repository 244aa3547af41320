using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Tests.Kernels;
using Zkml.Algebra.Tests.Memory;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>
/// Batches read and write no more of their lists than <see cref="PointAdditions.Slack"/> allows, also where a last batch
/// is shorter than the one that asks for its points.
/// </summary>
public sealed unsafe class GuardedAdditionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(PointAdditions.Batch)]
    [InlineData(PointAdditions.Batch + 1)]
    [InlineData((2 * PointAdditions.Batch) + 33)]
    [InlineData((2 * PointAdditions.Batch) - 1)]
    public void ListsAreReadUpToTheirSlack(int pairs)
    {
        if (!GuardedMemory<uint>.IsSupported || !KernelSupport.CanAssemble) return;
        G1Affine[] points = new Sample(38).G1Array(2 * pairs);
        using GuardedMemory<uint> left = List(pairs, 0), right = List(pairs, 1), places = List(pairs, 0);
        using var source = new GuardedMemory<G1Affine>(points.Length, atEnd: true);
        points.CopyTo(source.Span);
        new PointAdditions(new KernelSet(KernelTier.Assembled)).Add(source.Pointer, source.Pointer, left.Pointer, right.Pointer, places.Pointer, pairs);
        for (var i = 0; i < pairs; i++) Assert.Equal((points[2 * i] + points[(2 * i) + 1]).ToAffine(), source.Span[2 * i]);
    }

    /// <summary>Every other entry from a first on; the rest is zero, a point that there is.</summary>
    private static GuardedMemory<uint> List(int pairs, uint first)
    {
        var list = new GuardedMemory<uint>(pairs + PointAdditions.Slack, atEnd: true);
        for (var i = 0; i < pairs; i++) list.Span[i] = first + (2 * (uint)i);
        return list;
    }
}
