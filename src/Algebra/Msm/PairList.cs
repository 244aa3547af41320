using System.Runtime.Intrinsics;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Msm;

/// <summary>Pairs to be added, and where their sums belong.</summary>
internal sealed unsafe class PairList
{
    private readonly NativeArray<uint> storage = new();
    private readonly uint* left;
    private readonly uint* right;
    private readonly uint* places;
    private readonly int capacity;
    private int count;

    public PairList(int capacity)
    {
        this.capacity = capacity;
        var stride = capacity + PointAdditions.Slack;
        left = storage.Reserve(3 * stride);
        new Span<uint>(left, 3 * stride).Clear();
        right = left + stride;
        places = right + stride;
    }

    /// <summary>How many more pairs there is room for.</summary>
    public int Room => capacity - count;

    public void Add(uint leftEntry, uint rightEntry, uint place)
    {
        left[count] = leftEntry;
        right[count] = rightEntry;
        places[count++] = place;
    }

    /// <summary>
    /// Pairs of entries from two lists, which are read up to <see cref="PointAdditions.Slack"/> beyond, their sums to
    /// consecutive places.
    /// </summary>
    public void AddRange(uint* leftEntries, uint* rightEntries, int firstPlace, int length)
    {
        // Whole vectors: what they write beyond the end, the next pairs overwrite.
        uint* l = left + count, r = right + count, p = places + count;
        Vector256<uint> place = Vector256.CreateSequence((uint)firstPlace, 1u);
        for (var i = 0; i < length; i += Vector256<uint>.Count)
        {
            Vector256.Load(leftEntries + i).Store(l + i);
            Vector256.Load(rightEntries + i).Store(r + i);
            place.Store(p + i);
            place += Vector256.Create((uint)Vector256<uint>.Count);
        }

        count += length;
    }

    /// <summary>Points of one range plus points of another, in place of the first.</summary>
    public void AddSlots(int first, int second, int length)
    {
        uint* l = left + count, r = right + count, p = places + count;
        Vector256<uint> from = Vector256.CreateSequence((uint)first, 1u);
        var distance = Vector256.Create((uint)(second - first));
        for (var i = 0; i < length; i += Vector256<uint>.Count)
        {
            from.Store(l + i);
            (from + distance).Store(r + i);
            from.Store(p + i);
            from += Vector256.Create((uint)Vector256<uint>.Count);
        }

        count += length;
    }

    /// <summary>Makes the sums, and empties the list.</summary>
    public void Run(PointAdditions additions, G1Affine* source, G1Affine* target)
    {
        additions.Add(source, target, left, right, places, count);
        count = 0;
    }
}
