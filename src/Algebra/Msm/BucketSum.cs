using System.Buffers;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Some windows over one range of points: Σ d_i·P_i for small signed digits, for each window. Points are sorted by
/// |d_i|, then the points of each bucket are added pairwise in rounds, all pairs of a batch sharing one field inversion.
/// </summary>
internal static class BucketSum
{
    private const int BatchSize = 2048;

    /// <summary>
    /// The sums of windows first, first + 1, … of one range of points, one result for each. The buckets of all of them go
    /// through the same batches, so that short inputs fill batches too.
    /// </summary>
    public static void Compute(
        ReadOnlySpan<G1Affine> points, ScalarWindows scalars, int first, int start, int width, Span<G1Projective> sums)
    {
        int buckets = 1 << (width - 1);
        int[] digits = ArrayPool<int>.Shared.Rent(points.Length);
        G1Affine[] sorted = ArrayPool<G1Affine>.Shared.Rent(points.Length * sums.Length);
        try
        {
            var counts = new int[(buckets * sums.Length) + 1];
            int total = 0;
            for (int w = 0; w < sums.Length; w++)
            {
                Span<int> used = digits.AsSpan(0, points.Length);
                scalars.Digits(first + w, start, used);
                total += SortByBucket(points, used, counts.AsSpan(w * buckets, buckets + 1), sorted.AsSpan(total));
            }

            AddPairs(sorted, counts, total);
            WeightedSums(sorted, counts, width, sums);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(digits);
            ArrayPool<G1Affine>.Shared.Return(sorted);
        }
    }

    /// <summary>
    /// Counting sort by |digit|, negating where the digit is negative; digit zero and infinity are dropped. counts[k]
    /// becomes the number of points in bucket k; entry 0 belongs to the window before.
    /// </summary>
    private static int SortByBucket(ReadOnlySpan<G1Affine> points, Span<int> digits, Span<int> counts, Span<G1Affine> sorted)
    {
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] == 0 || points[i].IsIdentity)
                digits[i] = 0;
            else
                counts[Math.Abs(digits[i])]++;
        }

        var next = new int[counts.Length + 1];
        for (int k = 1; k < counts.Length; k++)
            next[k + 1] = next[k] + counts[k];
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[i];
            if (digit > 0)
                sorted[next[digit]++] = points[i];
            else if (digit < 0)
                sorted[next[-digit]++] = -points[i];
        }

        return next[^1];
    }

    /// <summary>Halves the buckets round by round, compacting in place, until none holds more than one point.</summary>
    private static void AddPairs(G1Affine[] points, int[] counts, int total)
    {
        var batch = new AffineAdditions(points, Math.Min(BatchSize, Math.Max(1, total)));
        bool again = true;
        while (again)
        {
            again = false;
            int read = 0;
            batch.Restart();
            for (int k = 1; k < counts.Length; k++)
            {
                int count = counts[k];
                for (int i = 0; i + 1 < count; i += 2)
                    batch.AddPair(read + i);
                if ((count & 1) != 0)
                    batch.Move(read + count - 1);
                read += count;
                counts[k] = (count + 1) / 2;
                again |= counts[k] > 1;
            }

            batch.Flush();
        }
    }

    /// <summary>
    /// <c>Σ_k k·B_k = Σ_j 2^j·Σ_{k has bit j} B_k</c> for each window: the inner sums are batched affine additions again,
    /// for each bit about half as many as there are buckets, where running sums would take two dependent ones per bucket.
    /// </summary>
    private static void WeightedSums(G1Affine[] buckets, int[] counts, int width, Span<G1Projective> sums)
    {
        // Segment 1 + w·width + j holds the buckets of window w whose number has bit j.
        var sizes = new int[(sums.Length * width) + 1];
        int total = 0;
        for (int k = 1; k < counts.Length; k++)
        {
            if (counts[k] == 0)
                continue;
            (int segment, int number) = Locate(k, width);
            for (int bits = number; bits != 0; bits &= bits - 1, total++)
                sizes[segment + int.TrailingZeroCount(bits)]++;
        }

        G1Affine[] spread = ArrayPool<G1Affine>.Shared.Rent(Math.Max(1, total));
        try
        {
            Spread(buckets, counts, sizes, width, spread);
            AddPairs(spread, sizes, total);
            Horner(spread, sizes, width, sums);
        }
        finally
        {
            ArrayPool<G1Affine>.Shared.Return(spread);
        }
    }

    /// <summary>The first segment of a bucket's window, and the bucket's number within it, from 1.</summary>
    private static (int Segment, int Number) Locate(int bucket, int width)
    {
        int window = (bucket - 1) >> (width - 1);
        return (1 + (window * width), bucket - (window << (width - 1)));
    }

    /// <summary>Copies every bucket to the segment of each bit of its number.</summary>
    private static void Spread(G1Affine[] buckets, int[] counts, int[] sizes, int width, G1Affine[] spread)
    {
        var next = new int[sizes.Length];
        for (int j = 1; j < next.Length; j++)
            next[j] = next[j - 1] + sizes[j - 1];
        int at = 0;
        for (int k = 1; k < counts.Length; k++)
        {
            if (counts[k] == 0)
                continue;
            G1Affine bucket = buckets[at++];
            (int segment, int number) = Locate(k, width);
            for (int bits = number; bits != 0; bits &= bits - 1)
                spread[next[segment + int.TrailingZeroCount(bits)]++] = bucket;
        }
    }

    /// <summary>Σ_j 2^j·S_j for each window, every segment holding at most one point by now.</summary>
    private static void Horner(G1Affine[] segments, int[] sizes, int width, Span<G1Projective> sums)
    {
        int at = 0;
        foreach (int size in sizes)
            at += size;
        for (int w = sums.Length - 1; w >= 0; w--)
        {
            G1Projective result = default;
            for (int j = width - 1; j >= 0; j--)
            {
                result = result.Double();
                if (sizes[1 + (w * width) + j] != 0)
                    result += segments[--at];
            }

            sums[w] = result;
        }
    }
}
