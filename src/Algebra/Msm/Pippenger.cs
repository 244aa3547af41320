using Zkml.Algebra.Curves;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Multi-scalar multiplication over G1 by Pippenger's bucket method with signed windows. The line of all windows' points is
/// cut into equal stretches for the threads; within one, points are sorted by bucket and added in affine coordinates, batches
/// sharing an inversion. Equal, opposite and infinite bases are all allowed; no terms sum to infinity. Any number of threads
/// may call one instance.
/// </summary>
public sealed class Pippenger(Cpu cpu)
{
    private const int Most = PointAdditions.MaximumPoints;

    /// <summary>Σ scalars[i]·bases[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="OperationCanceledException">The <see cref="Cpu"/> was cancelled.</exception>
    public G1Projective Msm(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<Fr> scalars)
    {
        RequireSameLength(bases.Length, scalars.Length);
        if (bases.Length > Most) return Msm(bases[..Most], scalars[..Most]) + Msm(bases[Most..], scalars[Most..]);
        return bases.Length <= FewTerms.Most ? FewTerms.Sum(bases, scalars) : Sum(bases, ScalarDigits.From(scalars, cpu));
    }

    /// <summary>Σ scalars[i]·bases[i] for signed integers; the cost follows the bits that occur.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="OperationCanceledException">The <see cref="Cpu"/> was cancelled.</exception>
    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<int> scalars)
    {
        RequireSameLength(bases.Length, scalars.Length);
        if (bases.Length > Most) return MsmSmall(bases[..Most], scalars[..Most]) + MsmSmall(bases[Most..], scalars[Most..]);
        return bases.Length <= FewTerms.Most ? FewTerms.SumSmall(bases, scalars) : Sum(bases, ScalarDigits.From(scalars));
    }

    /// <summary>Σ scalars[i]·bases[i] for signed integers; the cost follows the bits that occur.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="OperationCanceledException">The <see cref="Cpu"/> was cancelled.</exception>
    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<long> scalars)
    {
        RequireSameLength(bases.Length, scalars.Length);
        if (bases.Length > Most) return MsmSmall(bases[..Most], scalars[..Most]) + MsmSmall(bases[Most..], scalars[Most..]);
        return bases.Length <= FewTerms.Most ? FewTerms.SumSmall(bases, scalars) : Sum(bases, ScalarDigits.From(scalars));
    }

    /// <summary>Σ s_i·P_i over the first bases of a table, as many as there are scalars.</summary>
    /// <exception cref="ArgumentException">There are more scalars than bases.</exception>
    public unsafe G1Projective Msm(PrecomputedBases bases, ReadOnlySpan<Fr> scalars)
    {
        if (scalars.Length > bases.Count) throw new ArgumentException($"{scalars.Length} scalars for {bases.Count} bases.");
        using ScalarDigits digits = ScalarDigits.From(scalars, cpu);
        WindowPlan plan = MsmCost.Choose(scalars.Length, digits.Bound, cpu);
        if (!MsmCost.TablePays(scalars.Length, bases.Plan, plan, cpu)) return Sum(bases.Points.Span[..scalars.Length], digits, plan);
        fixed (G1Affine* points = bases.Points.Span)
        {
            return Sum(new PointSource(points, scalars.Length, bases.Count), digits, bases.Plan);
        }
    }

    private G1Projective Sum(ReadOnlySpan<G1Affine> bases, ScalarDigits scalars)
    {
        using ScalarDigits digits = scalars;
        return Sum(bases, digits, MsmCost.Choose(bases.Length, digits.Bound, cpu));
    }

    private unsafe G1Projective Sum(ReadOnlySpan<G1Affine> bases, ScalarDigits digits, WindowPlan plan)
    {
        fixed (G1Affine* pinned = bases)
        {
            using var aligned = new AlignedPoints(pinned, bases.Length, cpu);
            return Sum(new PointSource(aligned.Points, bases.Length, bases.Length), digits, plan);
        }
    }

    private G1Projective Sum(PointSource source, ScalarDigits digits, WindowPlan plan)
    {
        if (digits.Bound.IsZero) return default;
        digits.Cut(plan, cpu);
        var line = source.Count * plan.Levels;
        Stretch[] stretches = Stretch.Divide(line, plan, cpu.Threads);
        var partial = new G1Projective[stretches.Length];
        var order = Stretch.LongestFirst(stretches, line);
        cpu.Each(order.Length, i =>
        {
            MsmWorker worker = MsmWorker.Rent(cpu.Kernels);
            try
            {
                partial[order[i]] = worker.Sum(source, digits, plan, stretches[order[i]], cpu);
            }
            finally
            {
                worker.Return();
            }
        });
        return Combine(partial, stretches, plan);
    }

    private static G1Projective Combine(G1Projective[] partial, Stretch[] stretches, WindowPlan plan)
    {
        G1Projective result = default;
        var shift = 0;
        for (var i = partial.Length - 1; i >= 0; i--)
        {
            var own = plan.Shift(stretches[i].First.Set);
            for (; !result.IsIdentity && shift > own; shift--) result = result.Double();
            shift = own;
            result += partial[i];
        }

        return result;
    }

    private static void RequireSameLength(int bases, int scalars)
    {
        if (bases != scalars) throw new ArgumentException($"{scalars} scalars for {bases} bases.");
    }
}
