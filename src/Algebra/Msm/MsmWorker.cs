using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Msm;

/// <summary>One thread's memory, and the sum over a stretch.</summary>
internal sealed unsafe class MsmWorker
{
    // Sorted entries at a time: four bytes each, so that the sort stays in the second-level cache.
    private const int SortEntries = 1 << 17;

    // But so many for each bucket, which costs something every time that entries are added to it.
    private const int SortEntriesPerBucket = 16;

    // By tier, from 1.
    private static readonly ConcurrentBag<MsmWorker>[] Idle = [.. Enumerable.Range(0, 1 + (int)KernelTier.Portable).Select(_ => new ConcurrentBag<MsmWorker>())];

    private readonly KernelTier tier;
    private readonly PointAdditions additions;
    private readonly PairList pairs = new(BucketSums.MaximumChunk);
    private readonly BucketSort sort = new();
    private readonly BucketSums sums;
    private readonly List<SortRange> section = [];

    private MsmWorker(KernelSet kernels)
    {
        tier = kernels.Tier;
        additions = new(kernels);
        sums = new(additions, pairs);
    }

    /// <summary>A worker that no one uses.</summary>
    public static MsmWorker Rent(KernelSet kernels) => Idle[(int)kernels.Tier].TryTake(out MsmWorker? worker) ? worker : new(kernels);

    /// <summary>Leaves it, and its memory, to the next.</summary>
    public void Return() => Idle[(int)tier].Add(this);

    /// <summary>
    /// Σ_w 2^(s_w − s_first)·Σ_i d_{w,i}·P_i over the stretch; with multiples of the bases w runs over sets, and i over the
    /// points of all levels.
    /// </summary>
    public G1Projective Sum(in PointSource source, ScalarDigits digits, WindowPlan plan, Stretch stretch, Cpu cpu)
    {
        int sets = stretch.Last.Set - stretch.First.Set + 1, line = source.Count * plan.Levels;
        Span<(int First, int Size)> places = new (int, int)[sets];
        var total = 0;
        for (var set = 0; set < sets; set++)
        {
            places[set] = (total, plan.Buckets(stretch.First.Set + set));
            total += places[set].Size;
        }

        // A cancelled sum may have left something.
        section.Clear();
        sums.Restart(source.Points, total);
        var limit = Math.Max(SortEntries, SortEntriesPerBucket * plan.Buckets(0));
        var gathered = 0;
        for (var set = 0; set < sets; set++)
        {
            var end = set == sets - 1 ? stretch.Last.Point : line;

            // The last level may lack the highest sets' windows.
            end = Math.Min(end, (plan.Windows - stretch.First.Set - set + plan.Sets - 1) / plan.Sets * source.Count);
            for (var point = set == 0 ? stretch.First.Point : 0; point < end;)
            {
                // Not beyond the level, whose digits are those of another window.
                var length = Math.Min(Math.Min(end - point, limit - gathered), source.Count - (point % source.Count));
                (var level, var start) = Math.DivRem(point, source.Count);
                var window = (level * plan.Sets) + stretch.First.Set + set;
                section.Add(new(set, window, start, length, (level * source.Stride) + start));
                gathered += length;
                point += length;
                if (gathered == limit) AddSection(digits, places, ref gathered, cpu);
            }
        }

        AddSection(digits, places, ref gathered, cpu);
        sums.ClearEmpty();
        BucketWeights.Reduce(places, sums.Points, pairs, additions);
        G1Projective result = default;
        for (var set = sets - 1; set >= 0; set--)
        {
            result = BucketWeights.Horner(result, plan.Width(stretch.First.Set + set), sums.Points + places[set].First);
        }
        return result;
    }

    private void AddSection(ScalarDigits digits, ReadOnlySpan<(int First, int Size)> places, ref int gathered, Cpu cpu)
    {
        cpu.ThrowIfCancelled();
        var ends = 0;
        foreach (SortRange range in section) ends += places[range.Set].Size + 1;
        sort.Restart(gathered, ends);
        ReadOnlySpan<SortRange> rest = CollectionsMarshal.AsSpan(section);
        while (!rest.IsEmpty)
        {
            var length = 1;
            while (length < rest.Length && rest[length].Set == rest[0].Set) length++;
            (var first, var size) = places[rest[0].Set];
            var end = sort.Add(digits, size, rest[..length]);
            for (var k = 1; k <= size; k++)
            {
                if (end[k] > end[k - 1]) sums.Add(first + k - 1, sort.Sorted + end[k - 1], end[k] - end[k - 1]);
            }

            rest = rest[length..];
        }

        sums.Flush();
        section.Clear();
        gathered = 0;
    }
}
