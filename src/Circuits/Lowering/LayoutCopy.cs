using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// Renames a tensor's index bits where its dimensions factor along its axes, and otherwise copies it into a column with
/// other axes: a contraction whose map equates flat indices, so that the copy is pinned entry by entry.
/// </summary>
internal static class LayoutCopy
{
    /// <summary>The tensor with another shape of the same row-major entries.</summary>
    public static TensorValue Reshape(LoweringContext context, string name, TensorValue value, int[] shape)
    {
        if (value.Layout.Reshape(shape) is { } layout) return value.Renamed(layout);
        return Copy(context, name, value, TensorLayout.Of(shape));
    }

    /// <summary>The tensor in another layout of the same shape.</summary>
    public static TensorValue InLayout(LoweringContext context, string name, TensorValue value, TensorLayout layout)
    {
        var isRefinement = true;
        for (var d = 0; d < layout.Shape.Length; d++)
        {
            var refined = AxisFactors.Unify(value.Layout.Dimensions[d], layout.Dimensions[d]);
            isRefinement &= refined is not null && AxisFactors.AreEqual(refined, layout.Dimensions[d]);
        }
        return isRefinement ? value.Renamed(layout) : Copy(context, name, value, layout);
    }

    /// <summary>
    /// A column that equals the tensor, as tensor · 1; the kind is public for a graph output. (A product, because a
    /// well-formed sum has a mapped operand, and here nothing moves.)
    /// </summary>
    public static TensorValue Identity(LoweringContext context, string name, TensorValue value, ColumnKind kind)
    {
        var column = context.Builder.AddColumn(name, kind, value.Layout.Space, value.Min, value.Max);
        var whole = new Operand(value.Expression, [.. Enumerable.Range(0, column.Space.Axes.Count)], []);
        var one = new Operand(new Expression(new IndexSpace(), AffineTerms.Constant(1)), [], []);
        context.Builder.AddContraction(
            name, column.Space, new IndexSpace(), AffineTerms.Of(column), ContractionForm.Product, whole, one);
        context.AddStep(state => state.Set(column, state.Dense[value.Slot]));
        return value.WithTerms(AffineTerms.Of(column));
    }

    private static TensorValue Copy(LoweringContext context, string name, TensorValue value, TensorLayout layout)
    {
        var operand = new OperandBuilder(value);
        foreach (var (from, to) in MatchingRuns(value.Layout.Space.Axes, layout.Space.Axes)) operand.Match(from, to);
        var column = context.Builder.AddColumn(name, ColumnKind.Witness, layout.Space, value.Min, value.Max);
        context.Builder.AddContraction(name, layout.Space, new IndexSpace(), AffineTerms.Of(column), ContractionForm.Sum, operand.Build());
        context.AddStep(state => state.Set(column, state.Dense[value.Slot]));
        return value.Renamed(layout).WithTerms(AffineTerms.Of(column));
    }

    /// <summary>The shortest runs of axes, lowest first, over which both sides count the same number of entries.</summary>
    private static IEnumerable<(AxisRun From, AxisRun To)> MatchingRuns(IReadOnlyList<Axis> from, IReadOnlyList<Axis> to)
    {
        for (int i = 0, j = 0; i < from.Count;)
        {
            var (first, second) = (i, j);
            long left = from[i++].Extent, right = to[j++].Extent;
            while (left != right)
            {
                if (left < right) left *= from[i++].Extent;
                else right *= to[j++].Extent;
            }
            yield return (Slice(from, first, i), Slice(to, second, j));
        }
    }

    private static AxisRun Slice(IReadOnlyList<Axis> axes, int first, int end) => new(first, [.. axes.Skip(first).Take(end - first)]);
}
