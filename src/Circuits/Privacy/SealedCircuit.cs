using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Privacy;

/// <summary>
/// The circuit in which some public tensors are sealed: committed columns that nobody is shown (docs/protocol.md §3.11). A
/// function of the model's circuit and the choice; column ids stay. A verifier no longer sees a sealed input's values, so a
/// lookup states their range; a sealed output is pinned by the relation that computes it.
/// </summary>
public static class SealedCircuit
{
    /// <summary>A range that no single table states cannot be sealed.</summary>
    public const int MaxRangeBits = 17;

    /// <summary>The circuit with the given input and output columns as witness columns.</summary>
    /// <param name="model">A valid circuit.</param>
    /// <param name="sealedColumns">Ids of public columns; none gives the circuit itself.</param>
    /// <exception cref="ArgumentException">A column is not public, or the range of an input is too wide for a table.</exception>
    public static Circuit Of(Circuit model, IReadOnlyList<int> sealedColumns)
    {
        if (sealedColumns.Count == 0) return model;
        foreach (var id in sealedColumns)
        {
            if (model.Columns[id].Kind != ColumnKind.Public)
            {
                throw new ArgumentException($"Column '{model.Columns[id].Name}' is not a public tensor; only those can be sealed.");
            }
        }
        List<Column> columns = [.. model.Columns.Select(c => sealedColumns.Contains(c.Id) ? c with { Kind = ColumnKind.Witness } : c)];
        List<Table> tables = [.. model.Tables];
        List<int> multiplicities = [.. model.Multiplicities];
        List<Lookup> lookups = [.. model.Lookups];
        foreach (var id in model.Inputs)
        {
            if (!sealedColumns.Contains(id)) continue;
            var table = RangeTable(model.Columns[id], tables, columns, multiplicities);
            lookups.Add(RangeLookup(columns[id], table));
        }
        var circuit = new Circuit
        {
            Columns = columns,
            Tables = tables,
            Lookups = lookups,
            Contractions = model.Contractions,
            Inputs = [.. model.Inputs.Where(id => !sealedColumns.Contains(id))],
            Outputs = [.. model.Outputs.Where(id => !sealedColumns.Contains(id))],
            Multiplicities = multiplicities,
        };
        DeclareProvenRanges(circuit, columns, sealedColumns);
        return circuit;
    }

    /// <summary>A sealed output is as wide as its relation allows, which may be more than the model declares.</summary>
    private static void DeclareProvenRanges(Circuit circuit, List<Column> columns, IReadOnlyList<int> sealedColumns)
    {
        var ranges = IntervalAnalysis.Run(circuit).Ranges;
        foreach (var id in sealedColumns)
        {
            if (ranges[id] is { } range && range.Magnitude <= CircuitLimits.MaxMagnitude)
            {
                columns[id] = columns[id] with { Min = (long)range.Min, Max = (long)range.Max };
            }
        }
    }

    /// <summary>The trace of the sealed circuit from the model's: the same columns, lookups counted again.</summary>
    public static long[][] Extend(Circuit sealedCircuit, long[][] trace)
    {
        var extended = new long[sealedCircuit.Columns.Count][];
        trace.CopyTo(extended, 0);
        Multiplicities.Fill(sealedCircuit, extended);
        return extended;
    }

    /// <summary>The table of 0 … max − min: the circuit's own where it has it, else a new one with its multiplicities.</summary>
    private static Table RangeTable(Column column, List<Table> tables, List<Column> columns, List<int> multiplicities)
    {
        var size = column.Max - column.Min + 1;
        if (size > 1 << MaxRangeBits)
        {
            throw new ArgumentException($"'{column.Name}' takes {size} values; a tensor of at most 2^{MaxRangeBits} can be sealed.");
        }
        var table = StructuredTables.Range(tables.Count + 1, (int)size);
        foreach (var known in tables)
        {
            if (known.Id != Table.ZeroId && known.Bits == table.Bits && known.Columns.SequenceEqual(table.Columns)) return known;
        }
        table = table with { Name = $"{column.Name} range" };
        tables.Add(table);
        multiplicities.Add(columns.Count);
        columns.Add(new Column(
            columns.Count, $"multiplicity:{table.Name}", ColumnKind.Witness, new IndexSpace(new Axis(table.Rows, table.Bits)), 0, column.Space.Size));
        return table;
    }

    private static Lookup RangeLookup(Column column, Table table)
    {
        Term[] terms = [new(1, column.Id, [.. Enumerable.Range(0, column.Space.Variables)]), Term.Of(-column.Min)];
        var value = new Expression(column.Space, column.Min == 0 ? terms[..1] : terms);
        return new Lookup($"{column.Name} range", column.Space, table.Id, [value]);
    }
}
