using Zkml.Algebra.Fields;
using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Arithmetic;

/// <summary>Multilinear extensions of "this index is not padding" (docs/protocol.md §3.3).</summary>
public static class Masks
{
    /// <summary>
    /// The MLE of <c>[index &lt; bound]</c> at r in O(n): reading bits from the lowest,
    /// <c>acc ← b_k ? 1 − r_k + r_k·acc : (1 − r_k)·acc</c> with b the bits of the bound.
    /// </summary>
    public static T LessThan<T>(long bound, ReadOnlySpan<T> r)
        where T : struct, IScalar<T>
    {
        if ((bound >> r.Length) != 0) return T.One;
        var acc = T.Zero;
        for (var k = 0; k < r.Length; k++)
        {
            var keep = T.One - r[k];
            acc = ((bound >> k) & 1) != 0 ? keep + (r[k] * acc) : keep * acc;
        }
        return acc;
    }

    /// <summary>The product over the selected axes of <c>[position &lt; extent]</c>.</summary>
    public static T OfAxes<T>(IndexSpace space, ReadOnlySpan<T> point, ReadOnlySpan<bool> selected)
        where T : struct, IScalar<T>
    {
        var mask = T.One;
        for (var axis = 0; axis < space.Axes.Count; axis++)
        {
            var a = space.Axes[axis];
            if (!selected[axis] || a.IsFull) continue;
            mask *= LessThan(a.Extent, point.Slice(space.FirstVariable(axis), a.Bits));
        }
        return mask;
    }

    /// <summary>The MLE of "the index is real".</summary>
    public static T OfSpace<T>(IndexSpace space, ReadOnlySpan<T> point)
        where T : struct, IScalar<T>
    {
        Span<bool> all = stackalloc bool[space.Axes.Count];
        all.Fill(true);
        return OfAxes(space, point, all);
    }

    /// <summary>The axes of which a term uses no variable: those on which it is masked.</summary>
    public static bool[] UnusedAxes(IndexSpace space, Term term)
    {
        var unused = new bool[space.Axes.Count];
        Array.Fill(unused, true);
        foreach (var v in term.View)
        {
            if (v >= 0) unused[space.AxisOfVariable(v)] = false;
        }
        return unused;
    }
}
