using System.Numerics;
using System.Runtime.InteropServices;
using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>The pairs of one batch that have no chord: with infinity, opposite, or equal (to be doubled).</summary>
internal sealed unsafe class SpecialSums
{
    private readonly uint* sumPlaces = (uint*)NativeMemory.Alloc((nuint)PointAdditions.Batch, sizeof(uint));
    private readonly G1Affine* sums = (G1Affine*)NativeMemory.AlignedAlloc((nuint)(PointAdditions.Batch * sizeof(G1Affine)), 64);
    private int count;

    public SpecialSums()
    {
        const int Entries = PointAdditions.Batch + PointAdditions.Slack;
        DoublingEntries = (uint*)NativeMemory.Alloc(Entries, sizeof(uint));
        DoublingPlaces = (uint*)NativeMemory.Alloc(Entries, sizeof(uint));
        DoublingPoints = (G1Affine*)NativeMemory.AlignedAlloc((nuint)(PointAdditions.Batch * sizeof(G1Affine)), 64);
    }

    ~SpecialSums()
    {
        NativeMemory.Free(sumPlaces);
        NativeMemory.AlignedFree(sums);
        NativeMemory.Free(DoublingEntries);
        NativeMemory.Free(DoublingPlaces);
        NativeMemory.AlignedFree(DoublingPoints);
    }

    /// <summary>How many points are to be doubled.</summary>
    public int Doublings { get; private set; }

    /// <summary>Copies of them,</summary>
    public G1Affine* DoublingPoints { get; }

    /// <summary>the list of entries that names these in order,</summary>
    public uint* DoublingEntries { get; }

    /// <summary>and where their doubles belong.</summary>
    public uint* DoublingPlaces { get; }

    /// <summary>Finds the special pairs among those flagged, one bit per pair, before any sum is written.</summary>
    public void Collect(G1Affine* source, uint* left, uint* right, uint* places, ReadOnlySpan<byte> flags, int pairs)
    {
        count = 0;
        Doublings = 0;
        for (var group = flags.IndexOfAnyExcept((byte)0); group >= 0 && group < flags.Length; group++)
        {
            for (uint lanes = flags[group]; lanes != 0; lanes &= lanes - 1)
            {
                var i = (8 * group) + BitOperations.TrailingZeroCount(lanes);
                if (i < pairs) CollectPair(Read(source, left[i]), Read(source, right[i]), places[i]);
            }
        }
    }

    /// <summary>Writes the sums that are known without a slope.</summary>
    public void Finish(G1Affine* target)
    {
        for (var i = 0; i < count; i++) target[sumPlaces[i]] = sums[i];
    }

    /// <summary>The point that an entry stands for.</summary>
    public static G1Affine Read(G1Affine* points, uint entry)
    {
        ref readonly G1Affine point = ref points[entry & ~PointAdditions.Negative];
        return (entry & PointAdditions.Negative) == 0 ? point : -point;
    }

    private void CollectPair(in G1Affine left, in G1Affine right, uint place)
    {
        if (left.IsIdentity) Keep(right, place);
        else if (right.IsIdentity) Keep(left, place);
        else if (left.X != right.X) return; // only looked infinite
        else if (left.Y != right.Y) Keep(default, place);
        else KeepDoubling(left, place);
    }

    private void Keep(in G1Affine sum, uint place)
    {
        sumPlaces[count] = place;
        sums[count++] = sum;
    }

    // A point of order two does not exist in a group of odd order, so equal points always have a tangent.
    private void KeepDoubling(in G1Affine point, uint place)
    {
        DoublingEntries[Doublings] = (uint)Doublings;
        DoublingPlaces[Doublings] = place;
        DoublingPoints[Doublings++] = point;
    }
}
