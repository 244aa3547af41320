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

    // Below this many entries a second thread does not pay.
    private const int MinimumEntries = 1 << 11;

    // Buckets of a stretch: 64 bytes each.
    private const int MaximumBuckets = 1 << 16;

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
        Stretch[] stretches = Divide(bases.Length, plan);
        var partial = new G1Projective[stretches.Length];
        int count = bases.Length;
        fixed (G1Affine* pinned = bases)
        {
            using var aligned = new AlignedPoints(pinned, count, threads);
            G1Affine* points = aligned.Points;
            void Run(int task)
            {
                MsmWorker worker = MsmWorker.Rent();
                partial[task] = worker.Sum(points, count, digits, plan, stretches[task]);
                worker.Return();
            }

            if (threads == 1 || stretches.Length == 1)
            {
                for (int task = 0; task < stretches.Length; task++)
                    Run(task);
            }
            else
            {
                Parallel.For(0, stretches.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, Run);
            }
        }

        return Combine(partial, stretches, plan);
    }

    private Stretch[] Divide(int count, WindowPlan plan)
    {
        long entries = (long)count * plan.Windows, buckets = (long)plan.Windows * plan.Buckets(0);
        long parts = entries < 2 * MinimumEntries ? 1 : threads;
        parts *= (buckets + (parts * MaximumBuckets) - 1) / (parts * MaximumBuckets);
        var stretches = new Stretch[parts];
        for (long i = 0; i < parts; i++)
        {
            long start = entries * i / parts, last = (entries * (i + 1) / parts) - 1;
            stretches[i] = new(
                ((int)(start / count), (int)(start % count)), ((int)(last / count), (int)(last % count) + 1));
        }

        return stretches;
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
