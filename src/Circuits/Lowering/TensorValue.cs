using Zkml.Circuits.Graph;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// A tensor during lowering: an affine combination of columns over its layout's space that is 0 on padding. Reshapes,
/// transposes, residual sums and halves of a max-pool only change terms and layout, and cost nothing.
/// </summary>
public sealed class TensorValue
{
    internal TensorValue(TensorLayout layout, IReadOnlyList<Term> terms, long min, long max, int slot) =>
        (Layout, Terms, Min, Max, Slot) = (layout, terms, min, max, slot);

    public TensorLayout Layout { get; }

    /// <summary>Over <see cref="TensorLayout.Space"/>.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>Smallest possible entry.</summary>
    public long Min { get; }

    /// <summary>Largest possible entry.</summary>
    public long Max { get; }

    /// <summary>Where the witness program keeps the row-major values.</summary>
    internal int Slot { get; }

    internal IntegerType Type => new(Layout.Shape, Min, Max);

    internal Expression Expression => new(Layout.Space, Terms);

    internal TensorValue WithRange(long min, long max) => new(Layout, Terms, min, max, Slot);

    internal TensorValue WithTerms(IReadOnlyList<Term> terms) => new(Layout, terms, Min, Max, Slot);

    internal TensorValue WithSlot(int slot) => new(Layout, Terms, Min, Max, slot);

    /// <summary>The same index bits under another layout: a reshape or a finer factorisation.</summary>
    internal TensorValue Renamed(TensorLayout layout) => new(layout, Terms, Min, Max, Slot);

    /// <summary>
    /// The terms as seen from a layout whose dimensions, aligned at the last, have the same axes or are absent here.
    /// </summary>
    internal IReadOnlyList<Term> TermsOn(TensorLayout target)
    {
        var map = new int[Layout.Space.Variables];
        for (var d = 0; d < Layout.Shape.Length; d++)
        {
            if (Layout.Dimensions[d].Count == 0) continue;
            var own = Layout.Variables(Layout.Run(d));
            var other = target.Variables(target.Run(d + target.Shape.Length - Layout.Shape.Length));
            for (var k = 0; k < own.Length; k++) map[own[k]] = other[k];
        }
        return AffineTerms.View(Terms, map);
    }

    /// <summary>The dimensions in another order.</summary>
    internal TensorValue Permuted(int[] permutation)
    {
        var target = Layout.Permute(permutation);
        var map = new int[Layout.Space.Variables];
        for (var d = 0; d < permutation.Length; d++)
        {
            var own = Layout.Variables(Layout.Run(permutation[d]));
            var other = target.Variables(target.Run(d));
            for (var k = 0; k < own.Length; k++) map[own[k]] = other[k];
        }
        return new TensorValue(target, AffineTerms.View(Terms, map), Min, Max, Slot);
    }
}
