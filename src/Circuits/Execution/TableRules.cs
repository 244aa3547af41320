using Zkml.Circuits.Tables;
using static Zkml.Circuits.Execution.MalformedCircuitException;

namespace Zkml.Circuits.Execution;

/// <summary>
/// A table is a function of its first column: with rows (x, y) and (x, y′) the output would be the prover's choice
/// (docs/protocol.md §3.5).
/// </summary>
internal static class TableRules
{
    /// <summary>Rows of all tables with more than one column together: each is visited.</summary>
    private const long MaxFunctionRows = 1L << 23;

    public static void Check(Circuit circuit)
    {
        var rows = 0L;
        foreach (var table in circuit.Tables)
        {
            if (table.Columns.Count == 1) continue;
            rows += table.Rows;
            Require(rows <= MaxFunctionRows, $"table '{table.Name}'", "too many rows");
            Require(IsFunction(table), $"table '{table.Name}'", "two rows agree in the first column and differ in another");
        }
    }

    private static bool IsFunction(Table table)
    {
        var values = new long[table.Columns.Count][];
        for (var k = 0; k < values.Length; k++) values[k] = table.Columns[k].ToArray(table.Bits);
        var order = new int[table.Rows];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var keys = (long[])values[0].Clone();
        Array.Sort(keys, order);
        for (var i = 1; i < order.Length; i++)
        {
            if (keys[i] != keys[i - 1]) continue;
            for (var k = 1; k < values.Length; k++)
            {
                if (values[k][order[i]] != values[k][order[i - 1]]) return false;
            }
        }
        return true;
    }
}
