using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Pippenger's bucket method with signed windows. The line of all windows' points is cut into equal stretches for the
/// threads; within one, points are sorted by bucket and added in affine coordinates, batches sharing an inversion.
/// </summary>
public sealed class Pippenger : IMsm
{
    // Below this many terms the buckets do not pay.
    private const int NaiveLimit = 8;

    private const int Most = PointAdditions.MaximumPoints;

    private readonly int threads;

    /// <summary>An engine for at most so many threads.</summary>
    public Pippenger(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        this.threads = threads;
    }

    /// <summary>On all cores.</summary>
    public static Pippenger Instance { get; } = new(Environment.ProcessorCount);

    public G1Projective Msm(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<Fr> scalars)
    {
        NaiveMsm.RequireSameLength(bases.Length, scalars.Length);
        if (bases.Length > Most)
            return Msm(bases[..Most], scalars[..Most]) + Msm(bases[Most..], scalars[Most..]);
        return bases.Length <= NaiveLimit
            ? NaiveMsm.Instance.Msm(bases, scalars)
            : Sum(bases, ScalarDigits.From(scalars, threads));
    }

    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<int> scalars)
    {
        NaiveMsm.RequireSameLength(bases.Length, scalars.Length);
        if (bases.Length > Most)
            return MsmSmall(bases[..Most], scalars[..Most]) + MsmSmall(bases[Most..], scalars[Most..]);
        return bases.Length <= NaiveLimit
            ? NaiveMsm.Instance.MsmSmall(bases, scalars)
            : Sum(bases, ScalarDigits.From(scalars));
    }

    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<long> scalars)
    {
        NaiveMsm.RequireSameLength(bases.Length, scalars.Length);
        if (bases.Length > Most)
            return MsmSmall(bases[..Most], scalars[..Most]) + MsmSmall(bases[Most..], scalars[Most..]);
        return bases.Length <= NaiveLimit
            ? NaiveMsm.Instance.MsmSmall(bases, scalars)
            : Sum(bases, ScalarDigits.From(scalars));
    }

    private unsafe G1Projective Sum(ReadOnlySpan<G1Affine> bases, ScalarDigits scalars)
    {
        using ScalarDigits digits = scalars;
        if (digits.Bound.IsZero)
            return default;
        WindowPlan plan = MsmCost.Choose(bases.Length, digits.Bound, threads);
        digits.Cut(plan, threads);
        Stretch[] stretches = Stretch.Divide(bases.Length, plan, threads);
        var partial = new G1Projective[stretches.Length];
        int count = bases.Length;
        fixed (G1Affine* pinned = bases)
        {
            using var aligned = new AlignedPoints(pinned, count, threads);
            G1Affine* points = aligned.Points;
            int[] order = Stretch.LongestFirst(stretches, count);
            int taken = -1;
            void Run(int thread)
            {
                MsmWorker worker = MsmWorker.Rent();
                for (int i = Interlocked.Increment(ref taken); i < order.Length; i = Interlocked.Increment(ref taken))
                    partial[order[i]] = worker.Sum(points, count, digits, plan, stretches[order[i]]);
                worker.Return();
            }

            int used = Math.Min(threads, stretches.Length);
            if (used == 1)
                Run(0);
            else
                Parallel.For(0, used, new ParallelOptions { MaxDegreeOfParallelism = used }, Run);
        }

        return Combine(partial, stretches, plan);
    }

    private static G1Projective Combine(G1Projective[] partial, Stretch[] stretches, WindowPlan plan)
    {
        G1Projective result = default;
        int shift = 0;
        for (int i = partial.Length - 1; i >= 0; i--)
        {
            int own = plan.Shift(stretches[i].First.Window);
            for (; !result.IsIdentity && shift > own; shift--)
                result = result.Double();
            shift = own;
            result += partial[i];
        }

        return result;
    }
}
