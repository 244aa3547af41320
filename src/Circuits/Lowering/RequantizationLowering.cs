using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// Turns an accumulator into the operator's output: <c>acc + 2^(s−1) = 2^s·t + rem</c> with the remainder in range-checked
/// limbs and (t, y) in the activation's table. t is a virtual column when acc is a contraction, and the expression
/// (acc + 2^(s−1) − rem) / 2^s when acc is affine. A t wider than the table is split; see <see cref="SaturationSplit"/>.
/// </summary>
internal static class RequantizationLowering
{
    /// <summary>
    /// Lowers one accumulator tensor. The step that fills the columns calls <paramref name="accumulate"/> for the
    /// row-major accumulators, rounding constant excluded.
    /// </summary>
    public static TensorValue Lower(
        LoweringContext context, string name, ColumnKind kind, Requantization? requantization, Accumulator accumulator,
        Func<WitnessState, long[]> accumulate)
    {
        if (requantization is null) return LowerExact(context, name, kind, accumulator, accumulate);
        var shift = requantization.Shift;
        var space = accumulator.Layout.Space;
        var (low, high) = (Requantizer.Quotient(accumulator.Min, shift), Requantizer.Quotient(accumulator.Max, shift));
        context.TableDemands.Add(new TableDemand(name, requantization.Activation, low, high, space.Size));
        if (shift > 0) context.RemainderDemands.Add(new RemainderDemand(shift, space.Size));

        var limbs = LimbColumns.Add(context, $"{name}.rem", space, context.Plan.Limbs(shift));
        var quotient = AddQuotient(context, name, accumulator, shift, low, high, limbs);
        var steps = new RequantizationWitness(shift, limbs) { Virtual = quotient.Virtual };
        var split = context.Plan.IsSplit(requantization.Activation, low, high);
        var width = context.Plan.Width(requantization.Activation, low, high);
        context.Requantizations.Add(new RequantizationReport(name, shift, low, high, width, split));
        var result = split
            ? SaturationSplit.Lower(context, name, kind, requantization.Activation, width, space, quotient, low, high, steps)
            : LowerDirect(context, name, kind, requantization.Activation, width, space, quotient, steps);

        var slot = context.NewSlot();
        context.AddStep(state => state.Dense[slot] = steps.Run(state, accumulate(state)));
        var image = ActivationFunction.Image(requantization.Activation, low, high);
        return new TensorValue(accumulator.Layout, AffineTerms.Of(result), image.Min, image.Max, slot);
    }

    /// <summary>The accumulator itself: an expression when affine, else a column that a contraction defines.</summary>
    private static TensorValue LowerExact(
        LoweringContext context, string name, ColumnKind kind, Accumulator accumulator, Func<WitnessState, long[]> accumulate)
    {
        var slot = context.NewSlot();
        var terms = accumulator.Affine;
        Column? column = null;
        if (!accumulator.IsAffine)
        {
            column = context.Builder.AddColumn(name, kind, accumulator.Layout.Space, accumulator.Min, accumulator.Max);
            terms = AffineTerms.Of(column);
            Define(context, name, accumulator, terms);
        }
        context.AddStep(state =>
        {
            state.Dense[slot] = accumulate(state);
            if (column is not null) state.Set(column, state.Dense[slot]);
        });
        return new TensorValue(accumulator.Layout, terms, accumulator.Min, accumulator.Max, slot);
    }

    /// <summary>Adds the contraction <c>left − affine part = operands</c>.</summary>
    private static void Define(LoweringContext context, string name, Accumulator accumulator, IReadOnlyList<Term> left) =>
        context.Builder.AddContraction(
            name, accumulator.Layout.Space, accumulator.Contracted, AffineTerms.Subtract(left, accumulator.Affine),
            accumulator.Form, [.. accumulator.Operands]);

    private static QuotientExpression AddQuotient(
        LoweringContext context, string name, Accumulator accumulator, int shift, long low, long high, LimbColumns limbs)
    {
        var rounding = AffineTerms.Constant(shift == 0 ? 0 : 1L << (shift - 1));
        var remainder = limbs.Terms;
        if (accumulator.IsAffine)
        {
            return new QuotientExpression(AffineTerms.Subtract(AffineTerms.Add(accumulator.Affine, rounding), remainder), shift, null);
        }
        var t = context.Builder.AddColumn($"{name}.t", ColumnKind.Virtual, accumulator.Layout.Space, low, high);
        var left = AffineTerms.Add(AffineTerms.Of(t, 1L << shift), remainder, AffineTerms.Scale(rounding, -1));
        Define(context, name, accumulator, left);
        return new QuotientExpression(AffineTerms.Of(t), 0, t);
    }

    private static Column LowerDirect(
        LoweringContext context, string name, ColumnKind kind, Activation activation, int width, IndexSpace space,
        QuotientExpression quotient, RequantizationWitness steps)
    {
        var half = 1L << (width - 1);
        var table = context.Builder.Tables.Activation(activation, width);
        var image = ActivationFunction.Image(activation, -half, half - 1);
        var y = context.Builder.AddColumn(name, kind, space, image.Min, image.Max);
        context.Builder.AddLookup(name, space, table, quotient.On(space), new Expression(space, AffineTerms.Of(y)));
        var function = ActivationFunction.Of(activation);
        steps.Finish = (state, t) =>
        {
            var values = new long[t.Length];
            for (var i = 0; i < values.Length; i++) values[i] = function.Evaluate(t[i]);
            state.Count(table.Id, -half, t);
            state.Set(y, values);
            return values;
        };
        return y;
    }
}

/// <summary>The quotient t as <c>terms / 2^Shift</c>, and its virtual column if it has one.</summary>
internal sealed record QuotientExpression(IReadOnlyList<Term> Terms, int Shift, Column? Virtual)
{
    public Expression On(IndexSpace space) => new(space, Terms, Shift);
}
