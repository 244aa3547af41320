using Zkml.Algebra.Threading;
using Zkml.Circuits.Relations;

namespace Zkml.Prover.Witness;

/// <summary>
/// The integer numerators of an expression, <c>Σ coefficient·column(view(i))·mask(i)</c>, at every padded index of its
/// space; the expression itself is that divided by 2^Shift.
/// </summary>
public static class ExpressionSums
{
    private const int ParallelThreshold = 1 << 12;
    private const int LongestRange = 1 << 20;

    /// <summary>All numerators; a plain column is returned as it is, without a copy.</summary>
    public static ColumnData Evaluate(Expression expression, IReadOnlyList<ColumnData> columns, Cpu cpu)
    {
        if (IsPlainColumn(expression)) return columns[expression.Terms[0].Column];
        var sums = new long[expression.Space.Size];
        foreach (var term in expression.Terms) Accumulate(sums, expression.Space, term, columns, cpu);
        return new ColumnData(sums);
    }

    private static bool IsPlainColumn(Expression expression)
    {
        if (expression.Terms.Count != 1) return false;
        var term = expression.Terms[0];
        if (term.Column == Term.Constant || term.Coefficient != 1 || term.View.Length != expression.Space.Variables) return false;
        for (var k = 0; k < term.View.Length; k++)
        {
            if (term.View[k] != k) return false;
        }
        return true;
    }

    private static void Accumulate(long[] sums, IndexSpace space, Term term, IReadOnlyList<ColumnData> columns, Cpu cpu)
    {
        var mask = new AxisMask(space, term);
        if (term.Column == Term.Constant)
        {
            cpu.For(sums.Length, ParallelThreshold, (start, end) =>
            {
                for (var i = start; i < end; i++) sums[i] += mask.Includes(i) ? term.Coefficient : 0;
            }, LongestRange);
            return;
        }
        var column = columns[term.Column];
        var view = new ViewMap(term.View, space.Variables);
        cpu.For(sums.Length, ParallelThreshold, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                if (mask.Includes(i)) sums[i] += term.Coefficient * column[view.IndexOf(i)];
            }
        }, LongestRange);
    }

    /// <summary>Whether an index is real on the axes that the term does not use.</summary>
    private sealed class AxisMask
    {
        private readonly (int Shift, int Bits, int Extent)[] axes;

        public AxisMask(IndexSpace space, Term term)
        {
            var unused = Verifier.Arithmetic.Masks.UnusedAxes(space, term);
            axes = [.. Enumerable.Range(0, space.Axes.Count)
                .Where(a => unused[a] && !space.Axes[a].IsFull)
                .Select(a => (space.FirstVariable(a), (1 << space.Axes[a].Bits) - 1, space.Axes[a].Extent))];
        }

        public bool Includes(int index)
        {
            foreach (var (shift, bits, extent) in axes)
            {
                if (((index >> shift) & bits) >= extent) return false;
            }
            return true;
        }
    }
}

/// <summary>Maps a relation index to a column index through a view, by two table look-ups.</summary>
public sealed class ViewMap
{
    private const int LowBits = 12;

    private readonly int[] low;
    private readonly int[] high;

    public ViewMap(IReadOnlyList<int> view, int variables)
    {
        var lowBits = Math.Min(LowBits, variables);
        low = new int[1 << lowBits];
        high = new int[1 << (variables - lowBits)];
        var constant = 0;
        for (var k = 0; k < view.Count; k++)
        {
            if (view[k] == Term.One) constant |= 1 << k;
            else if (view[k] >= 0) Spread(view[k] < lowBits ? low : high, view[k] < lowBits ? view[k] : view[k] - lowBits, k);
        }
        for (var i = 0; i < low.Length; i++) low[i] |= constant;
    }

    public int IndexOf(int index) => low[index & (low.Length - 1)] | high[index / low.Length];

    private static void Spread(int[] table, int sourceBit, int targetBit)
    {
        for (var i = 0; i < table.Length; i++)
        {
            if (((i >> sourceBit) & 1) != 0) table[i] |= 1 << targetBit;
        }
    }
}
