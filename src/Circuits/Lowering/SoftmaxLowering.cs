using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Tensors;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// Softmax over the last dimension. A one-hot indicator picks an entry m of each row; the domain d ≥ 0 of the
/// exponential's table makes m the maximum. Then S = Σ e and <c>2·S·y + r = e·2^(f+1) + S</c> with r and 2S − 1 − r in
/// range. S is at least e^0 = 2^ExpFraction, so y is determined.
/// </summary>
internal sealed class SoftmaxLowering
{
    private readonly LoweringContext context;
    private readonly SoftmaxOperator node;
    private readonly TensorValue x;
    private readonly TensorLayout rows;
    private readonly int last;

    private SoftmaxLowering(LoweringContext context, SoftmaxOperator node, TensorValue x)
    {
        (this.context, this.node, this.x) = (context, node, x);
        last = x.Layout.Shape.Length - 1;
        rows = x.Layout.With(last, []);
    }

    public static TensorValue Lower(LoweringContext context, SoftmaxOperator node, TensorValue x)
    {
        var lowering = new SoftmaxLowering(context, node, x);
        if (x.Layout.Shape[^1] == 1) return lowering.LowerSingle();
        var maximum = lowering.AddMaximum();
        var exponential = lowering.AddExponential(maximum);
        var sum = lowering.AddSum(exponential);
        return lowering.AddQuotient(exponential, sum);
    }

    private CircuitBuilder Builder => context.Builder;

    private IndexSpace Space => x.Layout.Space;

    private int Length => x.Layout.Shape[^1];

    /// <summary>A row of one entry: the constant 1.</summary>
    private TensorValue LowerSingle()
    {
        var (slot, one) = (context.NewSlot(), 1L << node.OutputFraction);
        context.AddStep(state => state.Dense[slot] = Array.ConvertAll(state.Dense[x.Slot], _ => one));
        return new TensorValue(x.Layout, AffineTerms.Constant(one), one, one, slot);
    }

    private TensorValue AddMaximum()
    {
        var boolean = Builder.Tables.Range(1);
        var indicator = Builder.AddColumn($"{node.Name}.indicator", ColumnKind.Witness, Space, 0, 1);
        Builder.AddLookup(boolean, indicator);
        Builder.AddContraction(
            $"{node.Name}.one-hot", rows.Space, new IndexSpace(), AffineTerms.Constant(1), ContractionForm.Sum, SumOverLast(indicator));
        var maximum = Builder.AddColumn($"{node.Name}.max", ColumnKind.Witness, rows.Space, x.Min, x.Max);
        var joint = new JointSpace(rows);
        var length = joint.Contract(x.Layout.Dimensions[last]);
        Builder.AddContraction(
            maximum.Name, rows.Space, joint.Contracted, AffineTerms.Of(maximum), ContractionForm.Product,
            Contracted(AffineTerms.Of(indicator), length), Contracted(x.Terms, length));
        var slot = context.NewSlot();
        context.AddStep(state =>
        {
            var (ind, max) = OneHot(state.Dense[x.Slot]);
            state.Count(boolean.Id, 0, ind);
            state.Set(indicator, ind);
            state.Set(maximum, state.Dense[slot] = max);
        });
        return new TensorValue(rows, AffineTerms.Of(maximum), x.Min, x.Max, slot);
    }

    private (long[] Indicator, long[] Maximum) OneHot(long[] data)
    {
        var (indicator, maximum) = (new long[data.Length], new long[data.Length / Length]);
        for (var row = 0; row < maximum.Length; row++)
        {
            var best = row * Length;
            for (var i = best + 1; i < (row + 1) * Length; i++)
            {
                if (data[i] > data[best]) best = i;
            }
            indicator[best] = 1;
            maximum[row] = data[best];
        }
        return (indicator, maximum);
    }

    /// <summary>e = exp(−d) for d = m − x. A d past the table is cut as d = 2^k·h + lo, and e = [h = 0]·exp(−lo).</summary>
    private TensorValue AddExponential(TensorValue maximum)
    {
        var range = x.Max - x.Min;
        var bits = Math.Min(node.ExpBits, SignedWidth.Of(0, range) - 1);
        var column = node.ExpColumn(Math.Max(bits, 1));
        var table = Builder.Tables.Exponential(column);
        var difference = AffineTerms.Subtract(maximum.TermsOn(x.Layout), x.Terms);
        var isSplit = range >= 1L << column.Bits;
        var e = Builder.AddColumn($"{node.Name}.exp", ColumnKind.Witness, Space, 0, 1L << node.ExpFraction);
        var fill = isSplit ? SplitExponential(e, table, difference, range) : null;
        if (!isSplit) Builder.AddLookup(e.Name, Space, table, new Expression(Space, difference), new Expression(Space, AffineTerms.Of(e)));
        var slot = context.NewSlot();
        context.AddStep(state =>
        {
            var d = Differences(state.Dense[x.Slot], state.Dense[maximum.Slot]);
            if (fill is null) state.Count(table.Id, 0, d);
            else fill(state, d);
            state.Set(e, state.Dense[slot] = Array.ConvertAll(d, v => SoftmaxOperator.Exponential(column, v)));
        });
        return new TensorValue(x.Layout, AffineTerms.Of(e), 0, 1L << node.ExpFraction, slot);
    }

    private Action<WitnessState, long[]> SplitExponential(Column e, Table table, IReadOnlyList<Term> difference, long range)
    {
        var column = (IrregularColumn)table.Columns[1];
        var highBits = Math.Max(1, SignedWidth.Of(0, range >> table.Bits) - 1);
        if (highBits > TablePlan.HardLimit) throw node.Invalid($"differences of up to {range} need a table of 2^{highBits} rows");
        var sides = Builder.Tables.IsZero(highBits);
        var high = Builder.AddColumn($"{e.Name}.high", ColumnKind.Witness, Space, 0, (1L << highBits) - 1);
        var inside = Builder.AddColumn($"{e.Name}.inside", ColumnKind.Witness, Space, 0, 1);
        var value = Builder.AddColumn($"{e.Name}.value", ColumnKind.Witness, Space, 0, 1L << node.ExpFraction);
        Builder.AddLookup(sides, high, inside);
        var low = AffineTerms.Subtract(difference, AffineTerms.Of(high, 1L << table.Bits));
        Builder.AddLookup(value.Name, Space, table, new Expression(Space, low), new Expression(Space, AffineTerms.Of(value)));
        Builder.AddContraction(
            e.Name, Space, new IndexSpace(), AffineTerms.Of(e), ContractionForm.Product, SaturationSplit.Whole(inside), SaturationSplit.Whole(value));
        return (state, d) =>
        {
            var h = Array.ConvertAll(d, v => v >> table.Bits);
            var lo = Array.ConvertAll(d, v => v & ((1L << table.Bits) - 1));
            state.Count(sides.Id, 0, h);
            state.Count(table.Id, 0, lo);
            state.Set(high, h);
            state.Set(inside, Array.ConvertAll(h, v => v == 0 ? 1L : 0));
            state.Set(value, Array.ConvertAll(lo, v => column[(int)v]));
        };
    }

    private TensorValue AddSum(TensorValue exponential)
    {
        var bound = (long)Length << node.ExpFraction;
        var sum = Builder.AddColumn($"{node.Name}.sum", ColumnKind.Witness, rows.Space, 0, bound);
        var entries = SumOverLast(Builder.Columns[exponential.Terms[0].Column]);
        Builder.AddContraction(sum.Name, rows.Space, new IndexSpace(), AffineTerms.Of(sum), ContractionForm.Sum, entries);
        var slot = context.NewSlot();
        context.AddStep(state =>
        {
            var (e, sums) = (state.Dense[exponential.Slot], new long[rows.Space.TrueSize]);
            for (var i = 0; i < e.Length; i++) sums[i / Length] += e[i];
            state.Set(sum, state.Dense[slot] = sums);
        });
        return new TensorValue(rows, AffineTerms.Of(sum), 0, bound, slot);
    }

    private TensorValue AddQuotient(TensorValue exponential, TensorValue sum)
    {
        var table = Builder.Tables.UpTo(1 << node.OutputFraction);
        var y = Builder.AddColumn(node.Name, context.ResultKind(node.Output), Space, 0, 1L << node.OutputFraction);
        Builder.AddLookup(table, y);
        var fill = AddDivision(y, exponential.Terms, sum);
        var slot = context.NewSlot();
        context.AddStep(state =>
        {
            var (e, s) = (state.Dense[exponential.Slot], state.Dense[sum.Slot]);
            var (quotients, remainders, slacks) = (new long[e.Length], new long[e.Length], new long[e.Length]);
            for (var i = 0; i < e.Length; i++)
            {
                var divisor = 2 * s[i / Length];
                (quotients[i], remainders[i]) = Math.DivRem((e[i] << (node.OutputFraction + 1)) + (divisor / 2), divisor);
                slacks[i] = divisor - 1 - remainders[i];
            }
            state.Count(table.Id, 0, quotients);
            state.Set(y, state.Dense[slot] = quotients);
            fill(state, remainders, slacks);
        });
        return new TensorValue(x.Layout, AffineTerms.Of(y), 0, 1L << node.OutputFraction, slot);
    }

    /// <summary>2·S·y = e·2^(f+1) + S − r with r and 2S − 1 − r in [0, 2^bits); returns the step for r and 2S − 1 − r.</summary>
    private Action<WitnessState, long[], long[]> AddDivision(Column y, IReadOnlyList<Term> exponential, TensorValue sum)
    {
        var bits = SignedWidth.Of(0, (2 * sum.Max) - 1) - 1;
        for (var k = 0; k < 2; k++) context.RemainderDemands.Add(new RemainderDemand(bits, Space.Size));
        var widths = context.Plan.Limbs(bits);
        var sums = sum.TermsOn(x.Layout);
        var remainder = LimbColumns.Add(context, $"{node.Name}.rem", Space, widths);
        var slackTerms = AffineTerms.Subtract(AffineTerms.Add(AffineTerms.Scale(sums, 2), AffineTerms.Constant(-1)), remainder.Terms);
        var slack = ShiftedLimbs.Add(context, $"{node.Name}.slack", Space, slackTerms, widths);
        var dividend = AffineTerms.Add(AffineTerms.Scale(exponential, 1L << (node.OutputFraction + 1)), sums);
        Builder.AddContraction(
            $"{node.Name}.division", Space, new IndexSpace(), AffineTerms.Subtract(dividend, remainder.Terms), ContractionForm.Product,
            Bound(AffineTerms.Of(y, 2), x.Layout), Bound(sum.Terms, rows));
        return (state, remainders, slacks) =>
        {
            remainder.Fill(state, remainders);
            slack(state, slacks);
        };
    }

    private static long[] Differences(long[] data, long[] maximum)
    {
        var length = data.Length / maximum.Length;
        var result = new long[data.Length];
        for (var i = 0; i < result.Length; i++) result[i] = maximum[i / length] - data[i];
        return result;
    }

    private Operand SumOverLast(Column column)
    {
        var operand = new OperandBuilder(new Expression(Space, AffineTerms.Of(column))).SumOver(x.Layout.Run(last));
        for (var d = 0; d < last; d++) operand.Bind(x.Layout.Run(d), rows.Run(d));
        return operand.Build();
    }

    private Operand Contracted(IReadOnlyList<Term> terms, AxisRun length)
    {
        var operand = new OperandBuilder(new Expression(Space, terms)).Bind(x.Layout.Run(last), length);
        for (var d = 0; d < last; d++) operand.Bind(x.Layout.Run(d), rows.Run(d));
        return operand.Build();
    }

    /// <summary>Terms over the full or the row space, bound to the output axes of the full one.</summary>
    private Operand Bound(IReadOnlyList<Term> terms, TensorLayout layout)
    {
        var operand = new OperandBuilder(new Expression(layout.Space, terms));
        for (var d = 0; d < layout.Shape.Length; d++) operand.Bind(layout.Run(d), layout.Dimensions[d].Count == 0 ? layout.Run(d) : x.Layout.Run(d));
        return operand.Build();
    }
}
