using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// An accumulator tensor before requantization: affine terms over the layout's space plus, unless it is purely affine,
/// the right side of a contraction.
/// </summary>
internal sealed record Accumulator(
    TensorLayout Layout, IReadOnlyList<Term> Affine, long Min, long Max, ContractionForm Form, IndexSpace Contracted, IReadOnlyList<Operand> Operands)
{
    public bool IsAffine => Operands.Count == 0;

    public static Accumulator OfTerms(TensorLayout layout, IReadOnlyList<Term> affine, long min, long max) =>
        new(layout, affine, min, max, ContractionForm.Sum, new IndexSpace(), []);

    public static Accumulator OfProduct(
        TensorLayout layout, IReadOnlyList<Term> affine, long min, long max, IndexSpace contracted, Operand a, Operand b) =>
        new(layout, affine, min, max, ContractionForm.Product, contracted, [a, b]);

    /// <summary>A sum of mapped operands. One that maps nothing is an affine view and joins the affine terms.</summary>
    public static Accumulator OfSum(TensorLayout layout, IReadOnlyList<Term> affine, long min, long max, params Operand[] operands)
    {
        foreach (var operand in operands)
        {
            if (!operand.IsMapped) affine = AffineTerms.Add(affine, DirectTerms(layout, operand));
        }
        return new(layout, affine, min, max, ContractionForm.Sum, new IndexSpace(), [.. operands.Where(o => o.IsMapped)]);
    }

    private static IReadOnlyList<Term> DirectTerms(TensorLayout layout, Operand operand)
    {
        var space = operand.Source.Space;
        var map = new int[space.Variables];
        for (var axis = 0; axis < space.Axes.Count; axis++)
        {
            for (var bit = 0; bit < space.Axes[axis].Bits; bit++)
            {
                map[space.FirstVariable(axis) + bit] = layout.Space.FirstVariable(operand.Bound[axis]) + bit;
            }
        }
        return AffineTerms.View(operand.Source.Terms, map);
    }
}
