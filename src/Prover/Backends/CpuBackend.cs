using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transforms;

namespace Zkml.Prover.Backends;

/// <summary>
/// The processor's kernels, on as many threads as <see cref="Cpu"/> allows. Immutable and thread-safe; no allocation in the round
/// loops but one sum per thread.
/// </summary>
public sealed class CpuBackend : IComputeBackend
{
    private const int ParallelThreshold = 1 << 11;

    // Entries of one step of a long loop: some milliseconds.
    private const int LongestRange = 1 << 16;

    private readonly PrecomputedBases? precomputed;
    private readonly Pippenger pippenger;

    /// <param name="cpu">Null for the program's default.</param>
    /// <param name="precomputed">
    /// For a process that makes many proofs under one SRS: sums over its first points take their multiples from a table.
    /// </param>
    public CpuBackend(Cpu? cpu = null, PrecomputedBases? precomputed = null)
    {
        Cpu = cpu ?? Cpu.Default;
        this.precomputed = precomputed;
        pippenger = new Pippenger(Cpu);
    }

    /// <summary>The program's default: kernels by machine and environment, all cores.</summary>
    public static CpuBackend Default { get; } = new();

    public Cpu Cpu { get; }

    public IComputeBackend With(CancellationToken cancellation) =>
        cancellation == Cpu.Cancellation ? this : new CpuBackend(Cpu.With(cancellation), precomputed);

    public G1Affine Msm(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<Fr> scalars)
    {
        var sum = precomputed?.BeginWith(bases.Span) == true
            ? pippenger.Msm(precomputed, scalars.Span)
            : pippenger.Msm(bases.Span, scalars.Span);
        return sum.ToAffine();
    }

    public G1Affine MsmSmall(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<long> scalars) =>
        pippenger.MsmSmall(bases.Span, scalars.Span).ToAffine();

    public void InverseTransform(Span<Fr> values) => Ntt.Inverse(values, Cpu);

    public void CosetTransform(Span<Fr> values, Fr shift) => Ntt.ForwardCoset(values, shift, Cpu);

    public void InverseCosetTransform(Span<Fr> values, Fr shift) => Ntt.InverseCoset(values, shift, Cpu);

    public int Fold(Fr[] table, int length, Fr r)
    {
        var half = length / 2;
        if (half >= 2 * ParallelThreshold) FoldParallel(table, half, r);
        else Cpu.Fr.Fold(table.AsSpan(0, 2 * half), r);
        if ((length & 1) == 0) return half;
        table[half] = table[length - 1] - (r * table[length - 1]);
        return half + 1;
    }

    public RoundSums ProductRound(Fr[] a, Fr[] b, int length) => Sum(length, (start, count) =>
    {
        var (constant, quadratic) = Cpu.Fr.ProductRound(a.AsSpan(start, count), b.AsSpan(start, count));
        return new RoundSums(constant, quadratic, Fr.Zero);
    });

    public RoundSums WeightedProductRound(Fr[] e, Fr[] a, Fr[] b, int length) => Sum(length, (start, count) =>
    {
        var (constant, quadratic, cubic) = Cpu.Fr.WeightedProductRound(
            e.AsSpan(start, count), a.AsSpan(start, count), b.AsSpan(start, count));
        return new RoundSums(constant, quadratic, cubic);
    });

    public RoundSums FractionRound(
        ReadOnlyMemory<Fr> low, ReadOnlyMemory<Fr> high, Fr[] a, Fr[] b, Fr[] c, Fr[] d, int length) => Sum(length, (start, count) =>
    {
        var (constant, quadratic) = (Fr.Zero, Fr.Zero);
        for (var (at, end) = (start / 2, (start + count) / 2); at < end;)
        {
            var (block, first) = Math.DivRem(at, low.Length);
            var size = Math.Min(end - at, low.Length - first);
            var (c0, c2) = Cpu.Fr.FractionRound(
                low.Span.Slice(first, size),
                a.AsSpan(2 * at, 2 * size),
                b.AsSpan(2 * at, 2 * size),
                c.AsSpan(2 * at, 2 * size),
                d.AsSpan(2 * at, 2 * size));
            constant += high.Span[block] * c0;
            quadratic += high.Span[block] * c2;
            at += size;
        }
        return new RoundSums(constant, quadratic, Fr.Zero);
    });

    /// <summary>Adds up the parts of disjoint ranges, each a first entry and a count.</summary>
    private RoundSums Sum(int length, Func<int, int, RoundSums> range)
    {
        var total = new RoundSums(Fr.Zero, Fr.Zero, Fr.Zero);
        var gate = new Lock();
        Cpu.For((length + 1) / 2, ParallelThreshold, (start, end) =>
        {
            var part = range(2 * start, Math.Min(2 * end, length) - (2 * start));
            lock (gate)
            {
                total = new RoundSums(
                    total.Constant + part.Constant, total.Quadratic + part.Quadratic, total.Cubic + part.Cubic);
            }
        }, LongestRange);
        return total;
    }

    /// <summary>
    /// In place, in steps that double: outputs [m, 2m) read entries [2m, 4m), so the threads share a step whose inputs no
    /// other output of the step overwrites.
    /// </summary>
    private void FoldParallel(Fr[] table, int half, Fr r)
    {
        var done = ParallelThreshold;
        Cpu.Fr.Fold(table.AsSpan(0, 2 * done), r);
        while (done < half)
        {
            var (first, count) = (done, Math.Min(done, half - done));
            Cpu.For(count, ParallelThreshold, (start, end) =>
            {
                Cpu.Fr.Fold(
                    table.AsSpan(2 * (first + start), 2 * (end - start)), r, table.AsSpan(first + start, end - start));
            }, LongestRange);
            done += count;
        }
    }
}
