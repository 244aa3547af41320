using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;

namespace Zkml.Prover.Backends;

/// <summary>
/// The processor's kernels on both cores: assembled vectors where the machine has them, else the portable reference
/// (<see cref="KernelSupport.Tier"/>). No allocation in the round loops but one sum per thread.
/// </summary>
public sealed class CpuBackend : IComputeBackend
{
    private const int ParallelThreshold = 1 << 11;

    public static readonly CpuBackend Instance = new();

    public G1Affine Msm(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<Fr> scalars) =>
        Pippenger.Instance.Msm(bases.Span, scalars.Span).ToAffine();

    public G1Affine MsmSmall(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<long> scalars) =>
        Pippenger.Instance.MsmSmall(bases.Span, scalars.Span).ToAffine();

    public int Fold(Fr[] table, int length, Fr r)
    {
        var half = length / 2;
        if (half >= 2 * ParallelThreshold) FoldParallel(table, half, r);
        else FrVector.Fold(table.AsSpan(0, 2 * half), r);
        if ((length & 1) == 0) return half;
        table[half] = table[length - 1] - (r * table[length - 1]);
        return half + 1;
    }

    public RoundSums ProductRound(Fr[] a, Fr[] b, int length) => Sum(length, (start, count) =>
    {
        var (constant, quadratic) = FrKernels.ProductRound(a.AsSpan(start, count), b.AsSpan(start, count));
        return new RoundSums(constant, quadratic, Fr.Zero);
    });

    public RoundSums WeightedProductRound(Fr[] e, Fr[] a, Fr[] b, int length) => Sum(length, (start, count) =>
    {
        var (constant, quadratic, cubic) = FrKernels.WeightedProductRound(
            e.AsSpan(start, count), a.AsSpan(start, count), b.AsSpan(start, count));
        return new RoundSums(constant, quadratic, cubic);
    });

    public RoundSums FractionRound(Fr[] e, Fr[] a, Fr[] b, Fr[] c, Fr[] d, int length) => Sum(length, (start, count) =>
    {
        var (constant, quadratic) = FrKernels.FractionRound(
            e.AsSpan(start / 2, (count + 1) / 2),
            a.AsSpan(start, count),
            b.AsSpan(start, count),
            c.AsSpan(start, count),
            d.AsSpan(start, count));
        return new RoundSums(constant, quadratic, Fr.Zero);
    });

    /// <summary>Adds up the parts of disjoint ranges, each a first entry and a count.</summary>
    private static RoundSums Sum(int length, Func<int, int, RoundSums> range)
    {
        var total = new RoundSums(Fr.Zero, Fr.Zero, Fr.Zero);
        var gate = new Lock();
        ParallelRange.For((length + 1) / 2, ParallelThreshold, (start, end) =>
        {
            var part = range(2 * start, Math.Min(2 * end, length) - (2 * start));
            lock (gate)
            {
                total = new RoundSums(
                    total.Constant + part.Constant, total.Quadratic + part.Quadratic, total.Cubic + part.Cubic);
            }
        });
        return total;
    }

    /// <summary>
    /// In place over two halves: the lower half of the outputs first touches only inputs that it owns, so the threads
    /// write the upper outputs to a scratch array, copied back at the end.
    /// </summary>
    private static void FoldParallel(Fr[] table, int half, Fr r)
    {
        var scratch = System.Buffers.ArrayPool<Fr>.Shared.Rent(half);
        ParallelRange.For(half, ParallelThreshold, (start, end) =>
        {
            FrVector.Fold(table.AsSpan(2 * start, 2 * (end - start)), r, scratch.AsSpan(start, end - start));
        });
        Array.Copy(scratch, table, half);
        System.Buffers.ArrayPool<Fr>.Shared.Return(scratch);
    }
}
