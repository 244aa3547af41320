using System.Runtime.CompilerServices;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Points to be sorted by a digit of their scalars: those of scalars Start, Start + 1, … in a window, the first of them at
/// an index of its own. Ranges of one set of buckets are sorted together.
/// </summary>
internal readonly record struct SortRange(int Set, int Window, int Start, int Length, int Index);

/// <summary>Entries of points sorted by the magnitude of their digit, for several sets of buckets one after the other.</summary>
internal sealed unsafe class BucketSort
{
    private readonly NativeArray<uint> keys = new();
    private readonly NativeArray<uint> sorted = new();
    private readonly NativeArray<int> ends = new();
    private int used;
    private int usedEnds;

    /// <summary>The sorted entries: indices of points, with <see cref="PointAdditions.Negative"/>.</summary>
    public uint* Sorted => sorted.Pointer;

    /// <summary>Makes room and forgets what was sorted.</summary>
    public void Restart(int entries, int buckets)
    {
        keys.Reserve(entries);
        sorted.Reserve(entries + PointAdditions.Slack);
        ends.Reserve(buckets);
        used = 0;
        usedEnds = 0;
    }

    /// <summary>
    /// Adds the ranges of one set. Returns an array e, valid until the next restart: bucket k, from 1, is
    /// Sorted[e[k−1]..e[k]); e[0] is where bucket 1 begins, after the points with digit zero.
    /// </summary>
    public int* Add(ScalarDigits digits, int buckets, ReadOnlySpan<SortRange> ranges)
    {
        var next = ends.Pointer + usedEnds;
        new Span<int>(next, buckets + 1).Clear();
        var key = keys.Pointer;
        foreach (ref readonly SortRange range in ranges)
        {
            digits.Extract(range.Window, range.Start, range.Length, key);
            Count(key, range.Length, next);
            key += range.Length;
        }

        var total = used;
        for (var k = 0; k <= buckets; k++)
        {
            var count = next[k];
            next[k] = total;
            total += count;
        }

        key = keys.Pointer;
        foreach (ref readonly SortRange range in ranges)
        {
            Place(key, range.Length, range.Index, next);
            key += range.Length;
        }

        used = total;
        usedEnds += buckets + 1;
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(uint* key, int length, int* counts)
    {
        for (var i = 0; i < length; i++) counts[key[i] & ~PointAdditions.Negative]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(uint* key, int length, int index, int* next)
    {
        var to = sorted.Pointer;
        for (var i = 0; i < length; i++)
        {
            var k = key[i];
            to[next[k & ~PointAdditions.Negative]++] = (uint)(index + i) | (k & PointAdditions.Negative);
        }
    }
}
