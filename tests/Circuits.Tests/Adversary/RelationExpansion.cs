using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>
/// Expressions and operands of a circuit at one index, as linear forms in the unknown cells: written from
/// docs/protocol.md §3.3 and §6.1 alone, entry by entry, sharing no code with the evaluation that it is held against.
/// </summary>
/// <param name="read">The cell at an index of a column: a number where it is known, else a cell.</param>
internal sealed class RelationExpansion(Func<int, int, (Fr Value, int Cell)> read)
{
    public LinearForm At(Expression expression, int index)
    {
        var form = new LinearForm();
        foreach (var term in expression.Terms)
        {
            if (IsMasked(expression.Space, term, index)) continue;
            var coefficient = Fr.FromInt64(term.Coefficient);
            if (term.Column == Term.Constant) form.Add(coefficient);
            else Add(form, term.Column, EntryOf(term, index), coefficient);
        }
        if (expression.Shift > 0) form.Scale(Fr.FromInt64(1L << expression.Shift).Invert());
        return form;
    }

    /// <summary>The operand at every joint index; indices that agree on the axes it uses share their form.</summary>
    public Func<int, LinearForm> Of(Operand operand, IndexSpace joint)
    {
        var used = Enumerable.Range(0, joint.Axes.Count)
            .Where(a => operand.Bound.Contains(a) || operand.Groups.Any(g => g.Indices.Any(i => i.Kind == MapIndexKind.Joint && i.AxisNumber == a)))
            .ToArray();
        var known = new Dictionary<int, LinearForm>();
        return index =>
        {
            var key = 0;
            foreach (var axis in used) key |= joint.Position(index, axis) << joint.FirstVariable(axis);
            if (!known.TryGetValue(key, out var form)) known.Add(key, form = OperandAt(operand, joint, key));
            return form;
        };
    }

    private LinearForm OperandAt(Operand operand, IndexSpace joint, int index)
    {
        var space = operand.Source.Space;
        var form = new LinearForm();
        for (var source = 0; source < space.Size; source++)
        {
            var weight = 1L;
            for (var axis = 0; axis < space.Axes.Count && weight != 0; axis++)
            {
                var to = operand.Bound[axis];
                if (to >= 0 && space.Position(source, axis) != joint.Position(index, to)) weight = 0;
            }
            foreach (var group in operand.Groups)
            {
                if (weight != 0) weight *= Count(group, joint, index, space, source, 0, group.Constant);
            }
            if (weight != 0) form.Add(At(operand.Source, source), Fr.FromInt64(weight));
        }
        return form;
    }

    /// <summary>How many positions of the group's summed indices make it 1.</summary>
    private static long Count(MapGroup group, IndexSpace joint, int index, IndexSpace space, int source, int k, long sum)
    {
        if (k == group.Indices.Count) return !group.HasEquation || sum == 0 ? 1 : 0;
        var (kind, number, axis, coefficient) = group.Indices[k];
        var (first, last) = kind switch
        {
            MapIndexKind.Joint => (joint.Position(index, number), joint.Position(index, number)),
            MapIndexKind.Source => (space.Position(source, number), space.Position(source, number)),
            _ => (0, axis.Extent - 1),
        };
        var count = 0L;
        for (var p = first; p <= last && p < axis.Extent; p++)
        {
            count += Count(group, joint, index, space, source, k + 1, sum + (coefficient * p));
        }
        return count;
    }

    private void Add(LinearForm form, int column, int entry, Fr coefficient)
    {
        var (value, cell) = read(column, entry);
        if (cell < 0) form.Add(value * coefficient);
        else form.Add(cell, coefficient);
    }

    private static int EntryOf(Term term, int index)
    {
        var entry = 0;
        for (var k = 0; k < term.View.Length; k++)
        {
            var bit = term.View[k] >= 0 ? (index >> term.View[k]) & 1 : term.View[k] == Term.One ? 1 : 0;
            entry |= bit << k;
        }
        return entry;
    }

    private static bool IsMasked(IndexSpace space, Term term, int index)
    {
        for (var axis = 0; axis < space.Axes.Count; axis++)
        {
            var (first, bits) = (space.FirstVariable(axis), space.Axes[axis].Bits);
            if (term.View.Any(v => v >= first && v < first + bits)) continue;
            if (space.Position(index, axis) >= space.Axes[axis].Extent) return true;
        }
        return false;
    }
}
