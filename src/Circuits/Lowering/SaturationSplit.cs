using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// A quotient wider than its activation's table: <c>t = 2^k·h + lo</c> with lo in [−2^(k−1), 2^(k−1)), which
/// (lo, a) in the activation's k-bit table proves; (h, in, b) in a saturation table gives in = [h = 0] and b = the
/// function's value on that side of its domain; and <c>y = in·a + b</c>. Every quotient has exactly one such split.
/// </summary>
internal static class SaturationSplit
{
    public static Column Lower(
        LoweringContext context, string name, ColumnKind kind, Activation activation, int width, IndexSpace space,
        QuotientExpression quotient, long low, long high, RequantizationWitness steps)
    {
        var builder = context.Builder;
        var function = ActivationFunction.Of(activation);
        var half = 1L << (width - 1);
        var (hMin, hMax) = (Math.Min((low + half) >> width, 0), Math.Max((high + half) >> width, 0));
        var (below, above) = (function.Evaluate(long.MinValue / 2), function.Evaluate(long.MaxValue / 2));
        var sides = builder.Tables.Saturation(hMin, hMax, below, above);
        var values = builder.Tables.Activation(activation, width);
        var image = ActivationFunction.Image(activation, -half, half - 1);

        var h = builder.AddColumn($"{name}.high", ColumnKind.Witness, space, hMin, hMax);
        var inside = builder.AddColumn($"{name}.inside", ColumnKind.Witness, space, 0, 1);
        var bound = builder.AddColumn($"{name}.bound", ColumnKind.Witness, space, Math.Min(below, 0), Math.Max(above, 0));
        var a = builder.AddColumn($"{name}.value", ColumnKind.Witness, space, image.Min, image.Max);
        var y = builder.AddColumn(name, kind, space, Math.Min(image.Min, below), Math.Max(image.Max, above));

        builder.AddLookup(sides, h, inside, bound);
        var lo = AffineTerms.Subtract(quotient.Terms, AffineTerms.Of(h, 1L << (width + quotient.Shift)));
        builder.AddLookup($"{name}.value", space, values, new Expression(space, lo, quotient.Shift), new Expression(space, AffineTerms.Of(a)));
        builder.AddContraction(
            $"{name}.select", space, new IndexSpace(), AffineTerms.Subtract(AffineTerms.Of(y), AffineTerms.Of(bound)),
            ContractionForm.Product, Whole(inside), Whole(a));
        var columns = new SplitColumns(h, inside, bound, a, y);
        steps.Finish = (state, t) => Fill(state, t, columns, function, width, (sides, hMin), values);
        return y;
    }

    private sealed record SplitColumns(Column High, Column Inside, Column Bound, Column Value, Column Result);

    /// <summary>The column with every axis bound to the output axis of the same number.</summary>
    public static Operand Whole(Column column) =>
        new(new Expression(column.Space, AffineTerms.Of(column)), [.. Enumerable.Range(0, column.Space.Axes.Count)], []);

    private static long[] Fill(
        WitnessState state, long[] t, SplitColumns columns, ActivationFunction function, int width, (Table Table, long First) sides, Table values)
    {
        var half = 1L << (width - 1);
        var (h, lo, inside, bound) = (new long[t.Length], new long[t.Length], new long[t.Length], new long[t.Length]);
        var (a, y) = (new long[t.Length], new long[t.Length]);
        for (var i = 0; i < t.Length; i++)
        {
            h[i] = (t[i] + half) >> width;
            lo[i] = t[i] - (h[i] << width);
            a[i] = function.Evaluate(lo[i]);
            y[i] = function.Evaluate(t[i]);
            if (h[i] == 0) inside[i] = 1;
            else bound[i] = y[i];
        }
        state.Count(sides.Table.Id, sides.First, h);
        state.Count(values.Id, -half, lo);
        state.Set(columns.High, h);
        state.Set(columns.Inside, inside);
        state.Set(columns.Bound, bound);
        state.Set(columns.Value, a);
        state.Set(columns.Result, y);
        return y;
    }
}
