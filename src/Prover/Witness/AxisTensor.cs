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
    /// out. Positions at or beyond an axis' extent, if given, are padding: their entries are taken to be 0.
    /// </summary>
    public static AxisTensor SumOut(ColumnData source, int[] bits, IReadOnlyList<Fr[]?> weights, Cpu cpu, IReadOnlyList<int>? extents = null)
    {
        var kept = Enumerable.Range(0, bits.Length).Where(a => weights[a] is null).ToArray();
        var keptBits = kept.Select(a => bits[a]).ToArray();
        var sum = new AxisSum(source, bits, weights, extents ?? [.. bits.Select(b => 1 << b)], cpu);
        return new AxisTensor(kept, keptBits, sum.Compute(1 << keptBits.Sum()));
    }

    /// <summary>
    /// Replaces source axes by the matrix's row axis (appended last): <c>out(rest, row) = Σ_col matrix[row][col]·in(rest, col)</c>,
    /// col running over the given axes, lowest first.
    /// </summary>
    public AxisTensor Multiply(int[] columnAxes, Fr[][] matrix, int rowAxis, int rowBits, Cpu cpu)
    {
        var kept = Axes.Where(a => !columnAxes.Contains(a)).ToArray();
        var keptBits = kept.Select(a => Bits[Array.IndexOf(Axes, a)]).ToArray();
        var keptSize = 1 << keptBits.Sum();
        var columnOffsets = Offsets(columnAxes);
        var keptOffsets = Offsets(kept);
        var values = new Fr[keptSize << rowBits];
        cpu.For(keptSize, Math.Max(1, (1 << 12) / Math.Max(1, columnOffsets.Length)), (start, end) =>
        {
            for (var k = start; k < end; k++)
            {
                cpu.ThrowIfCancelled();
                MultiplyOne(matrix, columnOffsets, keptOffsets[k], values, k, keptSize);
            }
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
}
