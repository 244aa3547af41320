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
    private const int BatchSize = 1024;

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
            return WeightedSum(sorted, counts);
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

    /// <summary>Σ k·B_k by running sums from the top bucket, whose gaps above the last used one cost nothing.</summary>
    private static G1Projective WeightedSum(G1Affine[] points, int[] counts)
    {
        int at = 0;
        foreach (int count in counts)
            at += count;
        G1Projective running = default;
        G1Projective sum = default;
        for (int k = counts.Length - 1; k >= 1; k--)
        {
            if (counts[k] != 0)
                running += points[--at];
            sum += running;
        }

        return sum;
    }
}
