using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Prover.Witness;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Stages;

/// <summary>
/// The leaves of the LogUp tree (docs/protocol.md §4.1): 1 / (α − row) for every lookup index, padding included, and
/// −multiplicity / (α − row) for every table row; the 0/1 leaves outside all slots are implied.
/// </summary>
public static class LogUpLeaves
{
    private const int ParallelThreshold = 1 << 10;

    public static FractionLayer Build(ProverSession session, Fr alpha, Fr beta)
    {
        var plan = session.Plan;
        var leaves = new FractionLayer((int)plan.Leaves.Length);
        var powers = new[] { beta, beta * beta, beta * beta * beta };
        for (var k = 0; k < plan.Circuit.Lookups.Count; k++)
        {
            AddLookup(session, leaves, plan.Circuit.Lookups[k], plan.LookupSlot(k), alpha, powers);
        }
        for (var t = 0; t < plan.Circuit.Tables.Count; t++)
        {
            var multiplicities = session.Columns[plan.Circuit.Multiplicities[t]];
            AddTable(leaves, plan.Circuit.Tables[t], multiplicities, plan.TableSlot(t), alpha, powers);
        }
        return leaves;
    }

    private static void AddLookup(
        ProverSession session, FractionLayer leaves, Lookup lookup, Slot slot, Fr alpha, Fr[] powers)
    {
        var offset = (int)slot.Offset;
        var (real, padding) = (alpha - Fr.FromInt64(lookup.TableId), alpha - Fr.FromInt64(Table.ZeroId));
        var full = lookup.Space.IsFull;
        ParallelRange.For(lookup.Space.Size, ParallelThreshold, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                leaves.Numerators[offset + i] = Fr.One;
                leaves.Denominators[offset + i] = full || lookup.Space.IsReal(i) ? real : padding;
            }
        });
        for (var e = 0; e < lookup.Elements.Count; e++)
        {
            var element = lookup.Elements[e];
            var factor = element.Shift == 0 ? powers[e] : powers[e] * Fr.FromInt64(1L << element.Shift).Invert();
            Subtract(leaves.Denominators, offset, factor, ExpressionSums.Evaluate(element, session.Columns));
        }
    }

    private static void AddTable(
        FractionLayer leaves, Table table, ColumnData multiplicities, Slot slot, Fr alpha, Fr[] powers)
    {
        var offset = (int)slot.Offset;
        var start = alpha - Fr.FromInt64(table.Id);
        for (var i = 0; i < table.Rows; i++)
        {
            leaves.Numerators[offset + i] = -Fr.FromInt64(multiplicities[i]);
            leaves.Denominators[offset + i] = start;
        }
        for (var c = 0; c < table.Columns.Count; c++)
        {
            Subtract(leaves.Denominators, offset, powers[c], new ColumnData(table.Columns[c].ToArray(table.Bits)));
        }
    }

    /// <summary>destination[offset + i] −= factor·values[i].</summary>
    private static void Subtract(Fr[] destination, int offset, Fr factor, ColumnData values)
    {
        var negated = -factor;
        ParallelRange.For(values.Length, ParallelThreshold, (start, end) =>
        {
            if (values.IsNarrow)
            {
                FrVector.AccumulateSmall(
                    destination.AsSpan(offset + start, end - start), negated, values.Ints[start..end]);
                return;
            }
            for (var i = start; i < end; i++) destination[offset + i] += negated.MulSmall(values[i]);
        });
    }
}
