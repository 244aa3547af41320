using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>The index arithmetic of a term's view: which column entry and which mask belong to an index.</summary>
public static class TermView
{
    /// <summary>True when the view is the identity of the expression's space: column entry i at index i.</summary>
    public static bool IsIdentity(IndexSpace space, Term term)
    {
        if (term.Column == Term.Constant || term.View.Length != space.Variables) return false;
        for (var k = 0; k < term.View.Length; k++)
        {
            if (term.View[k] != k) return false;
        }
        return true;
    }

    /// <summary>
    /// The column entry for every padded index of the space: 2^variables entries. Built by doubling, since each
    /// variable of the space adds a fixed weight to the column index.
    /// </summary>
    public static int[] Gather(IndexSpace space, Term term)
    {
        var entry = new int[space.Size];
        for (var k = 0; k < term.View.Length; k++)
        {
            if (term.View[k] == Term.One) entry[0] |= 1 << k;
        }
        for (var variable = 0; variable < space.Variables; variable++)
        {
            var weight = 0;
            for (var k = 0; k < term.View.Length; k++)
            {
                if (term.View[k] == variable) weight |= 1 << k;
            }
            var half = 1 << variable;
            for (var i = 0; i < half; i++) entry[half + i] = entry[i] + weight;
        }
        return entry;
    }

    /// <summary>The padded axes of the space of which the view uses no variable: the term is 0 on their padding.</summary>
    public static int[] MaskedAxes(IndexSpace space, Term term)
    {
        var used = new bool[space.Axes.Count];
        foreach (var variable in term.View)
        {
            if (variable >= 0) used[space.AxisOfVariable(variable)] = true;
        }
        var masked = new List<int>();
        for (var axis = 0; axis < used.Length; axis++)
        {
            if (!used[axis] && !space.Axes[axis].IsFull) masked.Add(axis);
        }
        return [.. masked];
    }

    /// <summary>True when the index is within the extent of every one of the axes.</summary>
    public static bool IsWithin(IndexSpace space, int[] axes, int index)
    {
        foreach (var axis in axes)
        {
            if (space.Position(index, axis) >= space.Axes[axis].Extent) return false;
        }
        return true;
    }
}
