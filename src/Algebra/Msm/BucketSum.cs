using System.Buffers;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Msm;

/// <summary>
/// One window over one range of points: Σ d_i·P_i for small signed digits. Points are sorted by |d_i|, then the points
/// of each bucket are added pairwise in rounds, all pairs of a batch sharing one field inversion.
/// </summary>
internal static class BucketSum
{
    private const int BatchSize = 2048;

    public static G1Projective Compute(
        ReadOnlySpan<G1Affine> points, ScalarWindows scalars, int window, int start, int width)
    {
        int[] digits = ArrayPool<int>.Shared.Rent(points.Length);
        G1Affine[] sorted = ArrayPool<G1Affine>.Shared.Rent(points.Length);
        try
        {
            Span<int> used = digits.AsSpan(0, points.Length);
            scalars.Digits(window, start, used);
            var counts = new int[(1 << (width - 1)) + 1];
            int total = SortByBucket(points, used, counts, sorted);
            AddPairs(sorted, counts, total);
            return WeightedSum(sorted, counts, width);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(digits);
            ArrayPool<G1Affine>.Shared.Return(sorted);
        }
    }

    /// <summary>Counting sort by |digit|, negating where the digit is negative; digit zero and infinity are dropped.</summary>
    private static int SortByBucket(ReadOnlySpan<G1Affine> points, Span<int> digits, int[] counts, G1Affine[] sorted)
    {
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] == 0 || points[i].IsIdentity)
                digits[i] = 0;
            else
                counts[Math.Abs(digits[i])]++;
        }

        var next = new int[counts.Length];
        for (int k = 1; k < counts.Length - 1; k++)
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
    /// <c>Σ_k k·B_k = Σ_j 2^j·Σ_{k has bit j} B_k</c>: the inner sums are batched affine additions again, about half as
    /// many for each bit as there are buckets, where running sums would take two dependent ones for every bucket.
    /// </summary>
    private static G1Projective WeightedSum(G1Affine[] buckets, int[] counts, int width)
    {
        var sizes = new int[width];
        int total = 0;
        for (int k = 1; k < counts.Length; k++)
        {
            for (int bits = counts[k] == 0 ? 0 : k; bits != 0; bits &= bits - 1, total++)
                sizes[int.TrailingZeroCount(bits)]++;
        }

        G1Affine[] spread = ArrayPool<G1Affine>.Shared.Rent(Math.Max(1, total));
        try
        {
            Spread(buckets, counts, sizes, spread);
            var remaining = new int[width + 1];
            sizes.CopyTo(remaining, 1);
            AddPairs(spread, remaining, total);
            return Horner(spread, remaining);
        }
        finally
        {
            ArrayPool<G1Affine>.Shared.Return(spread);
        }
    }

    /// <summary>Copies every bucket to the segment of each bit of its number.</summary>
    private static void Spread(G1Affine[] buckets, int[] counts, int[] sizes, G1Affine[] spread)
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
            for (int bits = k; bits != 0; bits &= bits - 1)
                spread[next[int.TrailingZeroCount(bits)]++] = bucket;
        }
    }

    /// <summary>Σ_j 2^j·S_j, the segment of bit j having count remaining[j + 1] ≤ 1.</summary>
    private static G1Projective Horner(G1Affine[] sums, int[] remaining)
    {
        int at = 0;
        foreach (int count in remaining)
            at += count;
        G1Projective result = default;
        for (int j = remaining.Length - 1; j >= 1; j--)
        {
            result = result.Double();
            if (remaining[j] != 0)
                result += sums[--at];
        }

        return result;
    }
}
