using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// A range check of an expression without committing it: low limbs are columns, and the top limb is the expression
/// (value − low limbs) / 2^(low bits), looked up directly.
/// </summary>
internal static class ShiftedLimbs
{
    /// <summary>Shows that the expression is in [0, 2^Σwidths); returns the step for its row-major values.</summary>
    public static Action<WitnessState, long[]> Add(
        LoweringContext context, string name, IndexSpace space, IReadOnlyList<Term> terms, int[] widths)
    {
        var low = LimbColumns.Add(context, name, space, widths[..^1]);
        var shift = widths[..^1].Sum();
        var top = context.Builder.Tables.Range(widths[^1]);
        context.Builder.AddLookup($"{name}.top", space, top, new Expression(space, AffineTerms.Subtract(terms, low.Terms), shift));
        return (state, values) =>
        {
            low.Fill(state, values);
            state.Count(top.Id, 0, Array.ConvertAll(values, v => v >> shift));
        };
    }
}
