using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>
/// Decides how a view relates the padding of a column to the padding of the space that reads it. Both questions are one:
/// where the bits of an axis' padding position land in another space, is that always padding too? Positions grow with
/// every bit, so the case in which all other bits are 0 decides.
/// </summary>
internal sealed class ViewPadding
{
    private long steps;

    /// <summary>
    /// True when the term is 0 wherever an axis that its view uses is padding, given that the column is 0 on its own
    /// padding. The view must be valid and injective.
    /// </summary>
    public bool VanishesOnPadding(IndexSpace space, IndexSpace column, int[] view)
    {
        var target = new int[space.Variables];
        Array.Fill(target, -1);
        var ones = 0;
        for (var k = 0; k < view.Length; k++)
        {
            if (view[k] >= 0) target[view[k]] = k;
            if (view[k] == Term.One) ones |= 1 << k;
        }
        for (var axis = 0; axis < space.Axes.Count; axis++)
        {
            if (Uses(space, axis, target) && !PaddingLandsInPadding(space, axis, column, target, ones)) return false;
        }
        return true;
    }

    /// <summary>
    /// True when every entry of the column is read at some index at which the term is not masked, and every padding
    /// entry at a padding index.
    /// </summary>
    public bool ReadsWholeColumn(IndexSpace space, IndexSpace column, int[] view)
    {
        foreach (var variable in view)
        {
            if (variable < 0) return false;
        }
        for (var axis = 0; axis < column.Axes.Count; axis++)
        {
            if (!PaddingLandsInPadding(column, axis, space, view, 0)) return false;
        }
        return true;
    }

    /// <summary>True when true indices of the space only read true entries, by the structure of the view alone.</summary>
    public static bool ReadsOnlyTrueEntries(IndexSpace space, IndexSpace column, int[] view)
    {
        for (var axis = 0; axis < column.Axes.Count; axis++)
        {
            var (extent, bits) = (column.Axes[axis].Extent, column.Axes[axis].Bits);
            if (column.Axes[axis].IsFull) continue;
            var first = column.FirstVariable(axis);
            if (view[first] < 0) return false;
            var source = space.AxisOfVariable(view[first]);
            if (space.Axes[source].Bits != bits || space.Axes[source].Extent > extent) return false;
            for (var k = 0; k < bits; k++)
            {
                if (view[first + k] != space.FirstVariable(source) + k) return false;
            }
        }
        return true;
    }

    private static bool Uses(IndexSpace space, int axis, int[] target)
    {
        var first = space.FirstVariable(axis);
        for (var k = 0; k < space.Axes[axis].Bits; k++)
        {
            if (target[first + k] >= 0) return true;
        }
        return false;
    }

    private bool PaddingLandsInPadding(IndexSpace from, int axis, IndexSpace to, int[] target, int ones)
    {
        if (from.Axes[axis].IsFull) return true;
        for (var toAxis = 0; toAxis < to.Axes.Count; toAxis++)
        {
            if (LandsBeyond(from, axis, to, toAxis, target, ones)) return true;
        }
        return Search(from, axis, to, target, ones);
    }

    // The closed form: one axis receives the top bits of the position, in order. The least padding position decides.
    private static bool LandsBeyond(IndexSpace from, int axis, IndexSpace to, int toAxis, int[] target, int ones)
    {
        var (first, low) = (to.FirstVariable(toAxis), from.Axes[axis].Bits);
        var above = first + to.Axes[toAxis].Bits;
        while (low > 0)
        {
            var landing = target[from.FirstVariable(axis) + low - 1];
            if (landing < first || landing >= above) break;
            above = landing;
            low--;
        }
        // A stray lower bit of the position only adds to where it lands.
        var least = Land(from, axis, target, ones, (from.Axes[axis].Extent >> low) << low);
        return to.Position(least, toAxis) >= to.Axes[toAxis].Extent;
    }

    private bool Search(IndexSpace from, int axis, IndexSpace to, int[] target, int ones)
    {
        for (var position = from.Axes[axis].Extent; position < from.Axes[axis].Padded; position++)
        {
            steps += from.Axes[axis].Bits;
            if (steps > CircuitLimits.MaxViewSteps) throw new MalformedCircuitException("Views are too irregular to check.");
            if (to.IsReal(Land(from, axis, target, ones, position))) return false;
        }
        return true;
    }

    private static int Land(IndexSpace from, int axis, int[] target, int ones, int position)
    {
        var index = ones;
        for (var k = 0; k < from.Axes[axis].Bits; k++)
        {
            var landing = target[from.FirstVariable(axis) + k];
            if (((position >> k) & 1) == 1 && landing >= 0) index |= 1 << landing;
        }
        return index;
    }
}
