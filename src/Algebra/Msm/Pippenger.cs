using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Pippenger's bucket method with signed windows. Windows, and for few windows also ranges of points, are independent
/// tasks for the cores; within a task points are sorted by bucket and buckets summed in affine coordinates.
/// </summary>
public sealed class Pippenger : IMsm
{
    // Below this many terms the buckets do not pay.
    private const int NaiveLimit = 8;

    // Nanoseconds of an affine addition, sorting and gathering included, with and without vector kernels (whole sums of
    // 2^16 points), and of the inversion that a batch shares.
    private const double VectorAddition = 140;
    private const double PortableAddition = 480;
    private const double InversionCost = 10_600;

    // A doubling and an addition for every bit of a window.
    private const double WindowCost = 1_000;
    private const int MinimumPointsPerTask = 1 << 11;

    // Windows of short inputs share a task until it has about so many points, to fill its batches.
    private const int PointsPerTask = 1 << 14;

    public static Pippenger Instance { get; } = new();

    public G1Projective Msm(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<Fr> scalars)
    {
        NaiveMsm.RequireSameLength(bases.Length, scalars.Length);
        return bases.Length <= NaiveLimit
            ? NaiveMsm.Instance.Msm(bases, scalars)
            : Sum(bases, ScalarWindows.From(scalars));
    }

    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<int> scalars)
    {
        NaiveMsm.RequireSameLength(bases.Length, scalars.Length);
        return bases.Length <= NaiveLimit
            ? NaiveMsm.Instance.MsmSmall(bases, scalars)
            : Sum(bases, ScalarWindows.From(scalars));
    }

    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<long> scalars)
    {
        NaiveMsm.RequireSameLength(bases.Length, scalars.Length);
        return bases.Length <= NaiveLimit
            ? NaiveMsm.Instance.MsmSmall(bases, scalars)
            : Sum(bases, ScalarWindows.From(scalars));
    }

    private static unsafe G1Projective Sum(ReadOnlySpan<G1Affine> bases, ScalarWindows scalars)
    {
        if (scalars.Bits == 0)
            return default;
        int width = ChooseWidth(bases.Length, scalars.Bits);
        scalars.Cut(width);
        int windows = scalars.Windows;
        int cores = Environment.ProcessorCount;
        int ranges = Math.Clamp(
            ((2 * cores) + windows - 1) / windows, 1, Math.Max(1, bases.Length / MinimumPointsPerTask));
        int group = Math.Clamp(PointsPerTask / bases.Length, 1, (windows + cores - 1) / cores);
        int groups = (windows + group - 1) / group;
        var partial = new G1Projective[windows * ranges];
        int count = bases.Length;
        fixed (G1Affine* pinned = bases)
        {
            G1Affine* points = pinned;
            Parallel.For(0, groups * ranges, task =>
            {
                int first = task / ranges * group, range = task % ranges;
                int start = (int)((long)count * range / ranges);
                int end = (int)((long)count * (range + 1) / ranges);
                Span<G1Projective> sums = new G1Projective[Math.Min(group, windows - first)];
                BucketSum.Compute(
                    new ReadOnlySpan<G1Affine>(points + start, end - start), scalars, first, start, width, sums);
                for (int w = 0; w < sums.Length; w++)
                    partial[((first + w) * ranges) + range] = sums[w];
            });
        }

        return Combine(partial, windows, ranges, width);
    }

    private static G1Projective Combine(G1Projective[] partial, int windows, int ranges, int width)
    {
        G1Projective result = default;
        for (int window = windows - 1; window >= 0; window--)
        {
            for (int i = 0; i < width; i++)
                result = result.Double();
            for (int range = 0; range < ranges; range++)
                result += partial[(window * ranges) + range];
        }

        return result;
    }

    private static int ChooseWidth(int count, int bits)
    {
        double addition = KernelSupport.UsesGroups ? VectorAddition : PortableAddition;
        int best = 2;
        double bestCost = double.MaxValue;
        for (int width = 2; width <= 18; width++)
        {
            int windows = (bits + width) / width;
            double buckets = Math.ScaleB(1, width - 1);
            double rounds = Math.Log2(2 + (count / buckets)) + 1;
            double additions = count + (buckets * width / 2);
            double batches = (rounds + width) * Math.Min(1, (double)count / PointsPerTask);
            double cost = windows * ((additions * addition) + (batches * InversionCost) + (width * WindowCost));
            if (cost >= bestCost)
                continue;
            bestCost = cost;
            best = width;
        }

        return best;
    }
}
