using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;

namespace Zkml.Prover.Witness;

/// <summary>
/// A dense tensor of field elements over power-of-two axes, lowest first, with the two operations that operands need:
/// summing an axis out against weights, and multiplying axes by a matrix.
/// </summary>
public sealed class AxisTensor
{
    private AxisTensor(int[] axes, int[] bits, Fr[] values) => (Axes, Bits, Values) = (axes, bits, values);

    /// <summary>The caller's name of each axis, lowest first.</summary>
    public int[] Axes { get; }

    /// <summary>log2 of each axis' size.</summary>
    public int[] Bits { get; }

    public Fr[] Values { get; }

    /// <summary>
    /// <c>out(rest) = Σ_{free} Π_free weights_axis(i_axis)·source(i)</c>: the source with every axis that has weights summed
    /// out. The cost is one small product per non-zero entry.
    /// </summary>
    public static AxisTensor SumOut(ColumnData source, int[] bits, IReadOnlyList<Fr[]?> weights)
    {
        var kept = Enumerable.Range(0, bits.Length).Where(a => weights[a] is null).ToArray();
        var keptBits = kept.Select(a => bits[a]).ToArray();
        var values = new Fr[1 << keptBits.Sum()];
        var free = Enumerable.Range(0, bits.Length).Where(a => weights[a] is not null).ToArray();
        if (IsHighBlock(kept)) SumHighAxes(source, free, weights, values);
        else SumScattered(source, bits, kept, free, weights, values);
        return new AxisTensor(kept, keptBits, values);
    }

    /// <summary>
    /// Replaces source axes by the matrix's row axis (appended last): <c>out(rest, row) = Σ_col matrix[row][col]·in(rest, col)</c>,
    /// col running over the given axes, lowest first.
    /// </summary>
    public AxisTensor Multiply(int[] columnAxes, Fr[][] matrix, int rowAxis, int rowBits)
    {
        var kept = Axes.Where(a => !columnAxes.Contains(a)).ToArray();
        var keptBits = kept.Select(a => Bits[Array.IndexOf(Axes, a)]).ToArray();
        var keptSize = 1 << keptBits.Sum();
        var columnOffsets = Offsets(columnAxes);
        var keptOffsets = Offsets(kept);
        var values = new Fr[keptSize << rowBits];
        ParallelRange.For(keptSize, Math.Max(1, (1 << 12) / Math.Max(1, columnOffsets.Length)), (start, end) =>
        {
            for (var k = start; k < end; k++) MultiplyOne(matrix, columnOffsets, keptOffsets[k], values, k, keptSize);
        });
        return new AxisTensor([.. kept, rowAxis], [.. keptBits, rowBits], values);
    }

    private void MultiplyOne(Fr[][] matrix, int[] columnOffsets, int at, Fr[] values, int k, int keptSize)
    {
        for (var column = 0; column < columnOffsets.Length; column++)
        {
            var x = Values[at + columnOffsets[column]];
            if (x.IsZero) continue;
            for (var row = 0; row < matrix.Length; row++)
            {
                if (!matrix[row][column].IsZero) values[k + (row * keptSize)] += matrix[row][column] * x;
            }
        }
    }

    private int Stride(int position)
    {
        var shift = 0;
        for (var k = 0; k < position; k++) shift += Bits[k];
        return 1 << shift;
    }

    /// <summary>The offset in this tensor of every joint position of some axes, the first of them lowest.</summary>
    private int[] Offsets(int[] axes)
    {
        var offsets = new int[1 << axes.Sum(a => Bits[Array.IndexOf(Axes, a)])];
        var filled = 1;
        foreach (var a in axes)
        {
            var at = Array.IndexOf(Axes, a);
            var stride = Stride(at);
            for (var p = 1; p < 1 << Bits[at]; p++)
            {
                for (var i = 0; i < filled; i++) offsets[(p * filled) + i] = offsets[i] + (p * stride);
            }
            filled <<= Bits[at];
        }
        return offsets;
    }

    private static bool IsHighBlock(int[] kept)
    {
        for (var k = 0; k < kept.Length; k++)
        {
            if (kept[k] != k) return false;
        }
        return true;
    }

    /// <summary>The summed axes are the highest: one weighted row after the other.</summary>
    private static void SumHighAxes(ColumnData source, int[] free, IReadOnlyList<Fr[]?> weights, Fr[] values)
    {
        var rows = JointWeights(free, weights);
        ParallelRange.For(values.Length, 64, (start, end) =>
        {
            var target = values.AsSpan(start, end - start);
            for (var row = 0; row < rows.Length; row++)
            {
                var at = (row * values.Length) + start;
                if (source.IsNarrow) FrVector.AccumulateSmall(target, rows[row], source.Ints.Slice(at, target.Length));
                else
                {
                    for (var i = 0; i < target.Length; i++) target[i] += rows[row].MulSmall(source.Longs[at + i]);
                }
            }
        });
    }

    private static void SumScattered(
        ColumnData source, int[] bits, int[] kept, int[] free, IReadOnlyList<Fr[]?> weights, Fr[] values)
    {
        var rows = JointWeights(free, weights);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == 0) continue;
            values[Gather(i, bits, kept)] += rows[Gather(i, bits, free)].MulSmall(source[i]);
        }
    }

    /// <summary>The joint position of some axes of an index, the first of them lowest.</summary>
    private static int Gather(int index, int[] bits, int[] axes)
    {
        int result = 0, filled = 0;
        foreach (var a in axes)
        {
            var shift = 0;
            for (var k = 0; k < a; k++) shift += bits[k];
            result |= ((index >> shift) & ((1 << bits[a]) - 1)) << filled;
            filled += bits[a];
        }
        return result;
    }

    private static Fr[] JointWeights(int[] free, IReadOnlyList<Fr[]?> weights)
    {
        Fr[] joint = [Fr.One];
        foreach (var a in free)
        {
            var axis = weights[a]!;
            var next = new Fr[joint.Length * axis.Length];
            for (var i = 0; i < next.Length; i++) next[i] = joint[i % joint.Length] * axis[i / joint.Length];
            joint = next;
        }
        return joint;
    }
}
