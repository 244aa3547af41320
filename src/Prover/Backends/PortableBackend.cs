using Zkml.Algebra.Curves;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;

namespace Zkml.Prover.Backends;

/// <summary>The reference backend: portable C#, both cores, no allocation in the round loops but one sum per thread.</summary>
public sealed class PortableBackend : IComputeBackend
{
    private const int ParallelThreshold = 1 << 9;

    public static readonly PortableBackend Instance = new();

    public G1Affine Msm(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<Fr> scalars) =>
        Pippenger.Instance.Msm(bases.Span, scalars.Span).ToAffine();

    public G1Affine MsmSmall(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<long> scalars) =>
        Pippenger.Instance.MsmSmall(bases.Span, scalars.Span).ToAffine();

    public int Fold(Fr[] table, int length, Fr r)
    {
        var half = length / 2;
        if (half >= 2 * ParallelThreshold)
        {
            FoldParallel(table, half, r);
        }
        else
        {
            for (var i = 0; i < half; i++) table[i] = table[2 * i] + (r * (table[(2 * i) + 1] - table[2 * i]));
        }
        if ((length & 1) == 0) return half;
        table[half] = table[length - 1] - (r * table[length - 1]);
        return half + 1;
    }

    public RoundSums ProductRound(Fr[] a, Fr[] b, int length) => Sum(length, (start, end) =>
    {
        Fr constant = Fr.Zero, quadratic = Fr.Zero;
        for (var i = start; i < end; i++)
        {
            var (a1, b1) = (2 * i) + 1 < length ? (a[(2 * i) + 1], b[(2 * i) + 1]) : (Fr.Zero, Fr.Zero);
            constant += a[2 * i] * b[2 * i];
            quadratic += (a1 - a[2 * i]) * (b1 - b[2 * i]);
        }
        return new RoundSums(constant, quadratic, Fr.Zero);
    });

    /// <summary>
    /// With δ the differences: constant e0·a0·b0, cubic δe·δa·δb, quadratic δe·(a1·b1 − a0·b0 − δa·δb) + e0·δa·δb.
    /// </summary>
    public RoundSums WeightedProductRound(Fr[] e, Fr[] a, Fr[] b, int length) => Sum(length, (start, end) =>
    {
        Fr constant = Fr.Zero, quadratic = Fr.Zero, cubic = Fr.Zero;
        for (var i = start; i < end; i++)
        {
            var whole = (2 * i) + 1 < length;
            var (e1, a1, b1) = whole ? (e[(2 * i) + 1], a[(2 * i) + 1], b[(2 * i) + 1]) : (Fr.Zero, Fr.Zero, Fr.Zero);
            var (e0, low, high) = (e[2 * i], a[2 * i] * b[2 * i], a1 * b1);
            var (de, dd) = (e1 - e0, (a1 - a[2 * i]) * (b1 - b[2 * i]));
            constant += e0 * low;
            quadratic += (de * (high - low - dd)) + (e0 * dd);
            cubic += de * dd;
        }
        return new RoundSums(constant, quadratic, cubic);
    });

    public RoundSums FractionRound(Fr[] e, Fr[] a, Fr[] b, Fr[] c, Fr[] d, int length) => Sum(length, (start, end) =>
    {
        Fr constant = Fr.Zero, quadratic = Fr.Zero;
        for (var i = start; i < end; i++)
        {
            int low = 2 * i, high = low + 1;
            constant += e[i] * ((a[low] * d[low]) + (b[low] * c[low]));
            quadratic += e[i]
                * (((a[high] - a[low]) * (d[high] - d[low])) + ((b[high] - b[low]) * (c[high] - c[low])));
        }
        return new RoundSums(constant, quadratic, Fr.Zero);
    });

    private static RoundSums Sum(int length, Func<int, int, RoundSums> range)
    {
        var total = new RoundSums(Fr.Zero, Fr.Zero, Fr.Zero);
        var gate = new Lock();
        ParallelRange.For((length + 1) / 2, ParallelThreshold, (start, end) =>
        {
            var part = range(start, end);
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
            for (var i = start; i < end; i++) scratch[i] = table[2 * i] + (r * (table[(2 * i) + 1] - table[2 * i]));
        });
        Array.Copy(scratch, table, half);
        System.Buffers.ArrayPool<Fr>.Shared.Return(scratch);
    }
}
