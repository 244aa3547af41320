using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using static Zkml.Circuits.Execution.MalformedCircuitException;

namespace Zkml.Circuits.Execution;

/// <summary>Rules for columns, tables, multiplicities, inputs and outputs.</summary>
internal static class ColumnRules
{
    public static void Check(Circuit circuit)
    {
        CheckCounts(circuit);
        CheckColumns(circuit);
        CheckTables(circuit);
        CheckMultiplicities(circuit);
        CheckPublic(circuit);
    }

    private static void CheckCounts(Circuit circuit)
    {
        Require(circuit.Columns.Count <= CircuitLimits.MaxColumns, "circuit", $"{circuit.Columns.Count} columns");
        Require(circuit.Tables.Count is >= 1 and <= CircuitLimits.MaxTables, "circuit", $"{circuit.Tables.Count} tables");
        Require(circuit.Lookups.Count <= CircuitLimits.MaxLookups, "circuit", $"{circuit.Lookups.Count} lookups");
        Require(circuit.Contractions.Count <= CircuitLimits.MaxContractions, "circuit", $"{circuit.Contractions.Count} contractions");
    }

    private static void CheckColumns(Circuit circuit)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var entries = 0L;
        for (var id = 0; id < circuit.Columns.Count; id++)
        {
            var column = circuit.Columns[id];
            var where = $"column '{column.Name}'";
            CheckName(where, column.Name);
            Require(names.Add(column.Name), where, "name used twice");
            Require(column.Id == id, where, $"id {column.Id} at position {id}");
            Require(Enum.IsDefined(column.Kind), where, $"kind {(byte)column.Kind}");
            ExpressionRules.CheckSpace(where, column.Space);
            Require(column.Min <= column.Max, where, $"empty range [{column.Min}, {column.Max}]");
            Require(column.Min >= -CircuitLimits.MaxMagnitude && column.Max <= CircuitLimits.MaxMagnitude, where, "range beyond 2^62");
            entries += column.Space.Size;
        }
        Require(entries <= CircuitLimits.MaxEntries, "circuit", $"{entries} column entries");
    }

    private static void CheckTables(Circuit circuit)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (irregularRows, pieces) = (0L, 0L);
        for (var k = 0; k < circuit.Tables.Count; k++)
        {
            var table = circuit.Tables[k];
            var where = $"table '{table.Name}'";
            CheckName(where, table.Name);
            Require(names.Add(table.Name), where, "name used twice");
            Require(table.Id == k + 1, where, $"id {table.Id} at position {k}");
            Require(table.Bits is >= 0 and <= CircuitLimits.MaxTableBits, where, $"2^{table.Bits} rows");
            Require(table.Columns.Count is >= 1 and <= 3, where, $"{table.Columns.Count} columns");
            foreach (var column in table.Columns)
            {
                CheckTableColumn(where, table, column);
                if (column is PiecewiseColumn piecewise) pieces += piecewise.Pieces.Count;
                else irregularRows += table.Rows;
            }
        }
        Require(irregularRows <= CircuitLimits.MaxIrregularRows, "circuit", $"{irregularRows} rows of irregular tables");
        Require(pieces <= CircuitLimits.MaxTotalPieces, "circuit", $"{pieces} table pieces");
        var zero = circuit.Tables[0];
        Require(zero.Bits == 0 && zero.Columns.Count == 1 && zero.Columns[0][0] == 0, "table 1", "not the zero table");
    }

    private static void CheckTableColumn(string where, Table table, TableColumn column)
    {
        switch (column)
        {
            case PiecewiseColumn piecewise:
                Require(piecewise.Pieces.Count <= CircuitLimits.MaxPieces, where, $"{piecewise.Pieces.Count} pieces");
                var gap = piecewise.Error(table.Bits);
                Require(gap is null, where, gap ?? "");
                break;
            case IrregularColumn irregular:
                Require(irregular.Bits == table.Bits, where, $"a column of 2^{irregular.Bits} rows");
                var error = irregular.Error();
                Require(error is null, where, error ?? "");
                break;
            default:
                Require(false, where, "a column outside the catalogue");
                break;
        }
    }

    private static void CheckMultiplicities(Circuit circuit)
    {
        Require(circuit.Multiplicities.Count == circuit.Tables.Count, "multiplicities", "not one column for each table");
        var seen = new HashSet<int>();
        for (var k = 0; k < circuit.Tables.Count; k++)
        {
            var where = $"multiplicities of '{circuit.Tables[k].Name}'";
            var id = circuit.Multiplicities[k];
            Require(id >= 0 && id < circuit.Columns.Count, where, $"no column {id}");
            Require(seen.Add(id), where, "column used twice");
            var column = circuit.Columns[id];
            Require(column.Kind == ColumnKind.Witness, where, $"a {column.Kind} column");
            Require(column.Space.IsFull && column.Space.Variables == circuit.Tables[k].Bits, where, "not as long as the table");
        }
    }

    private static void CheckPublic(Circuit circuit)
    {
        var seen = new HashSet<int>();
        foreach (var id in circuit.Inputs.Concat(circuit.Outputs))
        {
            Require(id >= 0 && id < circuit.Columns.Count, "inputs and outputs", $"no column {id}");
            Require(circuit.Columns[id].Kind == ColumnKind.Public, "inputs and outputs", $"'{circuit.Columns[id].Name}' is not public");
            Require(seen.Add(id), "inputs and outputs", $"'{circuit.Columns[id].Name}' used twice");
        }
        foreach (var column in circuit.Columns)
        {
            if (column.Kind == ColumnKind.Public)
            {
                Require(seen.Contains(column.Id), $"column '{column.Name}'", "public, but neither input nor output");
            }
        }
    }

    private static void CheckName(string where, string name) =>
        Require(name.Length is >= 1 and <= CircuitLimits.MaxNameLength, where, "name empty or too long");
}
