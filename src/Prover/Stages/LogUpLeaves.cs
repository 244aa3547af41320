using Zkml.Algebra.Fields;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Prover.Witness;

namespace Zkml.Prover.Stages;

/// <summary>
/// The leaves of the LogUp tree (docs/protocol.md §4.1): 1 / (α − row) for every lookup index, padding included, and
/// −multiplicity / (α − row) for every table row; the 0/1 leaves outside all slots are implied. They are computed from
/// the integer columns wherever they are read, and never stored.
/// </summary>
public sealed class LogUpLeaves : FractionSource
{
    // Every slot, by offset: slots follow each other without gaps (docs/protocol.md §3.2).
    private readonly LeafSlot[] slots;

    public LogUpLeaves(ProverSession session, Fr alpha, Fr beta)
    {
        var (plan, circuit) = (session.Plan, session.Plan.Circuit);
        var powers = new[] { beta, beta * beta, beta * beta * beta };
        slots = new LeafSlot[circuit.Lookups.Count + circuit.Tables.Count];
        session.Cpu.Each(slots.Length, k =>
        {
            var table = k - circuit.Lookups.Count;
            slots[k] = table < 0
                ? Lookup(session, circuit.Lookups[k], (int)plan.LookupSlot(k).Offset, alpha, powers)
                : Table(session, circuit.Tables[table], session.Columns[circuit.Multiplicities[table]], (int)plan.TableSlot(table).Offset, alpha, powers);
        });
        Array.Sort(slots, (a, b) => a.Offset.CompareTo(b.Offset));
        Length = (int)plan.Leaves.Length;
    }

    public override int Length { get; }

    public override void Fill(int start, Span<Fr> numerators, Span<Fr> denominators)
    {
        var end = start + numerators.Length;
        for (var k = SlotAt(start); k < slots.Length && slots[k].Offset < end; k++)
        {
            var (from, to) = (Math.Max(start, slots[k].Offset), Math.Min(end, slots[k].Offset + slots[k].Size));
            slots[k].Fill(from - slots[k].Offset, numerators[(from - start)..(to - start)], denominators[(from - start)..(to - start)]);
        }
        if (end <= Length) return;
        numerators[Math.Max(0, Length - start)..].Clear();
        denominators[Math.Max(0, Length - start)..].Fill(Fr.One);
    }

    /// <summary>The number of the slot that holds a leaf, or the count of slots.</summary>
    private int SlotAt(int leaf)
    {
        int low = 0, high = slots.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (slots[middle].Offset + slots[middle].Size > leaf) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private static LeafSlot Lookup(ProverSession session, Lookup lookup, int offset, Fr alpha, Fr[] powers)
    {
        var elements = new (Fr, ColumnData)[lookup.Elements.Count];
        for (var e = 0; e < elements.Length; e++)
        {
            var element = lookup.Elements[e];
            var factor = element.Shift == 0 ? powers[e] : powers[e] * Fr.FromInt64(1L << element.Shift).Invert();
            elements[e] = (-factor, ExpressionSums.Evaluate(element, session.Columns, session.Cpu));
        }
        var (real, padding) = (alpha - Fr.FromInt64(lookup.TableId), alpha - Fr.FromInt64(Circuits.Tables.Table.ZeroId));
        return new LeafSlot(session.Cpu.Fr, offset, lookup.Space, real, padding, elements, null);
    }

    private static LeafSlot Table(ProverSession session, Table table, ColumnData multiplicities, int offset, Fr alpha, Fr[] powers)
    {
        var elements = new (Fr, ColumnData)[table.Columns.Count];
        for (var c = 0; c < elements.Length; c++) elements[c] = (-powers[c], new ColumnData(table.Columns[c].ToArray(table.Bits)));
        var start = alpha - Fr.FromInt64(table.Id);
        return new LeafSlot(session.Cpu.Fr, offset, new IndexSpace(new Axis(table.Rows, table.Bits)), start, start, elements, multiplicities);
    }

    /// <summary>One slot: <c>real</c> or <c>padding</c> plus Σ factor·value, over 1 or −multiplicity.</summary>
    private sealed class LeafSlot(
        FrVector fr, int offset, IndexSpace space, Fr real, Fr padding, (Fr Factor, ColumnData Values)[] elements, ColumnData? multiplicities)
    {
        private readonly Axis lowest = space.Axes.Count > 0 ? space.Axes[0] : new Axis(1, 0);
        private readonly bool isFull = space.IsFull;

        public int Offset => offset;

        public int Size => space.Size;

        public void Fill(int start, Span<Fr> numerators, Span<Fr> denominators)
        {
            if (multiplicities is null) numerators.Fill(Fr.One);
            else Negate(multiplicities, start, numerators);
            FillConstants(start, denominators);
            foreach (var (factor, values) in elements)
            {
                if (values.IsNarrow)
                {
                    fr.AccumulateSmall(denominators, factor, values.Ints.Slice(start, denominators.Length));
                    continue;
                }
                var longs = values.Longs.Slice(start, denominators.Length);
                for (var i = 0; i < longs.Length; i++) denominators[i] += factor.MulSmall(longs[i]);
            }
        }

        private void Negate(ColumnData values, int start, Span<Fr> destination)
        {
            destination.Clear();
            if (values.IsNarrow) fr.AccumulateSmall(destination, -Fr.One, values.Ints.Slice(start, destination.Length));
            else for (var i = 0; i < destination.Length; i++) destination[i] = -Fr.FromInt64(values[start + i]);
        }

        /// <summary>The constant of every index: a row of the lowest axis is real up to its extent, or not at all.</summary>
        private void FillConstants(int start, Span<Fr> destination)
        {
            if (isFull)
            {
                destination.Fill(real);
                return;
            }
            for (var i = 0; i < destination.Length;)
            {
                var position = (start + i) & (lowest.Padded - 1);
                var row = destination[i..Math.Min(destination.Length, i + lowest.Padded - position)];
                var count = space.IsReal(start + i - position) ? Math.Clamp(lowest.Extent - position, 0, row.Length) : 0;
                row[..count].Fill(real);
                row[count..].Fill(padding);
                i += row.Length;
            }
        }
    }
}
