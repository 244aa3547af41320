using System.Runtime.CompilerServices;
using Zkml.Algebra.Memory;
namespace Zkml.Algebra.Msm;

/// <summary>Entries of points sorted by the magnitude of their digit, for several windows one after the other.</summary>
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
        sorted.Reserve(entries + PointAdditions.Slack);
        ends.Reserve(buckets);
        used = 0;
        usedEnds = 0;
    }

    /// <summary>
    /// Adds a range of points of one window. Returns an array e, valid until the next restart: bucket k, from 1, is
    /// Sorted[e[k−1]..e[k]); e[0] is where bucket 1 begins, after the points with digit zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int* Add(ScalarDigits digits, int window, int buckets, int start, int length)
    {
        uint* key = keys.Reserve(length);
        digits.Extract(window, start, length, key);
        int* next = ends.Pointer + usedEnds;
        new Span<int>(next, buckets + 1).Clear();
        for (int i = 0; i < length; i++)
            next[key[i] & ~PointAdditions.Negative]++;
        int total = used;
        for (int k = 0; k <= buckets; k++)
        {
            int count = next[k];
            next[k] = total;
            total += count;
        }

        uint* to = sorted.Pointer;
        for (int i = 0; i < length; i++)
        {
            uint k = key[i];
            to[next[k & ~PointAdditions.Negative]++] = (uint)(start + i) | (k & PointAdditions.Negative);
        }

        used = total;
        usedEnds += buckets + 1;
        return next;
    }
}
