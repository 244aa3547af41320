using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Circuits.Tables;

namespace Zkml.Verifier.Arithmetic;

/// <summary>Multilinear extensions of table columns (docs/protocol.md §3.5).</summary>
public static class TableEvaluation
{
    /// <summary>The column's MLE at r: O(pieces·bits) when structured, O(2^bits) when irregular.</summary>
    public static T Evaluate<T>(TableColumn column, ReadOnlySpan<T> r, KernelSet kernels)
        where T : struct, IScalar<T> => column switch
        {
            PiecewiseColumn p => EvaluatePiecewise(p, r),
            _ => EvaluateDense(column, r, kernels),
        };

    private static T EvaluatePiecewise<T>(PiecewiseColumn column, ReadOnlySpan<T> r)
        where T : struct, IScalar<T>
    {
        var total = T.Zero;
        foreach (var piece in column.Pieces)
        {
            var (countEnd, sumEnd) = Below(piece.End, r);
            var (countStart, sumStart) = Below(piece.Start, r);
            total += (T.FromInt64(piece.Slope) * (sumEnd - sumStart)) + (T.FromInt64(piece.Offset) * (countEnd - countStart));
        }
        return total;
    }

    /// <summary>
    /// The MLEs of <c>[i &lt; bound]</c> and <c>i·[i &lt; bound]</c>. With lower bits read so far: (L, M) for indices below
    /// the bound's low bits and (1, V) for all; a bit b of the bound at position k gives, with r = r_k and w = 2^k,
    /// b = 1: L' = (1−r) + r·L, M' = (1−r)·V + r·(M + w·L); b = 0: L' = (1−r)·L, M' = (1−r)·M; V' = V + r·w.
    /// </summary>
    private static (T Count, T Sum) Below<T>(long bound, ReadOnlySpan<T> r)
        where T : struct, IScalar<T>
    {
        T count = T.Zero, sum = T.Zero, all = T.Zero;
        for (var k = 0; k < r.Length; k++)
        {
            var w = T.FromInt64(1L << k);
            var keep = T.One - r[k];
            if (((bound >> k) & 1) != 0)
            {
                sum = (keep * all) + (r[k] * (sum + (w * count)));
                count = keep + (r[k] * count);
            }
            else
            {
                sum = keep * sum;
                count = keep * count;
            }
            all += r[k] * w;
        }
        return (bound >> r.Length) != 0 ? (T.One, all) : (count, sum);
    }

    private static T EvaluateDense<T>(TableColumn column, ReadOnlySpan<T> r, KernelSet kernels)
        where T : struct, IScalar<T>
    {
        var values = new T[1 << r.Length];
        for (var k = 0; k < values.Length; k++) values[k] = T.FromInt64(column[k]);
        return MultilinearFold.Evaluate(values, r, kernels);
    }
}

/// <summary>Evaluation of a small dense multilinear polynomial by folding variable 0 first; overwrites the values.</summary>
public static class MultilinearFold
{
    public static T Evaluate<T>(T[] values, ReadOnlySpan<T> r, KernelSet kernels)
        where T : struct, IScalar<T>
    {
        var rest = values.AsSpan();
        foreach (var x in r)
        {
            T.Fold(rest, x, kernels);
            rest = rest[..(rest.Length / 2)];
        }
        return values[0];
    }
}
