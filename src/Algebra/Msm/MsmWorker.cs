using System.Collections.Concurrent;
using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>One thread's memory, and the sum over a stretch.</summary>
internal sealed unsafe class MsmWorker
{
    // Sorted entries at a time: four bytes each, so that the sort stays in the second-level cache.
    private const int SortEntries = 1 << 17;

    // But so many for each bucket, which costs something every time that entries are added to it.
    private const int SortEntriesPerBucket = 16;

    private static readonly ConcurrentBag<MsmWorker> Idle = [];

    private readonly PointAdditions additions = new();
    private readonly PairList pairs = new(BucketSums.MaximumChunk);
    private readonly BucketSort sort = new();
    private readonly BucketSums sums;
    private readonly List<(int Window, int Start, int Length)> section = [];

    private MsmWorker() => sums = new(additions, pairs);

    /// <summary>A worker that no one uses.</summary>
    public static MsmWorker Rent() => Idle.TryTake(out MsmWorker? worker) ? worker : new();

    /// <summary>Leaves it, and its memory, to the next.</summary>
    public void Return() => Idle.Add(this);

    /// <summary>Σ_w 2^(s_w − s_first)·Σ_i d_{w,i}·P_i over the stretch.</summary>
    public G1Projective Sum(G1Affine* bases, int count, ScalarDigits digits, WindowPlan plan, Stretch stretch)
    {
        int windows = stretch.Last.Window - stretch.First.Window + 1;
        Span<(int First, int Size)> places = new (int, int)[windows];
        int total = 0;
        for (int w = 0; w < windows; w++)
        {
            places[w] = (total, plan.Buckets(stretch.First.Window + w));
            total += places[w].Size;
        }

        sums.Restart(bases, total);
        int limit = Math.Max(SortEntries, SortEntriesPerBucket * plan.Buckets(0));
        int gathered = 0;
        for (int w = 0; w < windows; w++)
        {
            int end = w == windows - 1 ? stretch.Last.Point : count;
            for (int start = w == 0 ? stretch.First.Point : 0; start < end;)
            {
                int length = Math.Min(end - start, limit - gathered);
                section.Add((w, start, length));
                gathered += length;
                start += length;
                if (gathered == limit)
                    AddSection(digits, stretch.First.Window, places, ref gathered);
            }
        }

        AddSection(digits, stretch.First.Window, places, ref gathered);
        sums.ClearEmpty();
        BucketWeights.Reduce(places, sums.Points, pairs, additions);
        G1Projective result = default;
        for (int w = windows - 1; w >= 0; w--)
            result = BucketWeights.Horner(result, plan.Width(stretch.First.Window + w), sums.Points + places[w].First);
        return result;
    }

    private void AddSection(ScalarDigits digits, int firstWindow, ReadOnlySpan<(int First, int Size)> places, ref int gathered)
    {
        int ends = 0;
        foreach ((int window, _, _) in section)
            ends += places[window].Size + 1;
        sort.Restart(gathered, ends);
        foreach ((int window, int start, int length) in section)
        {
            (int first, int size) = places[window];
            int* end = sort.Add(digits, firstWindow + window, size, start, length);
            for (int k = 1; k <= size; k++)
            {
                if (end[k] > end[k - 1])
                    sums.Add(first + k - 1, sort.Sorted + end[k - 1], end[k] - end[k - 1]);
            }
        }

        sums.Flush();
        section.Clear();
        gathered = 0;
    }
}
