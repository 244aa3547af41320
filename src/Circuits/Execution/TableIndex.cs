using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Execution;

/// <summary>
/// Finds the first row of a table that equals a tuple. Where the first column alone tells the row (slope 1, any rows
/// after it repeating one of them), by subtraction; otherwise by hashing.
/// </summary>
public sealed class TableIndex
{
    private readonly long[][] columns;
    private readonly AffinePiece[]? pieces;
    private readonly Dictionary<(long, long, long), int>? rows;

    public TableIndex(Table table)
    {
        columns = new long[table.Columns.Count][];
        for (var k = 0; k < columns.Length; k++) columns[k] = table.Columns[k].ToArray(table.Bits);
        if (table.Columns[0] is PiecewiseColumn piecewise)
        {
            pieces = [.. piecewise.Pieces];
            if (!FindsEveryRow(table.Rows)) pieces = null;
        }
        if (pieces is null) rows = Hash(table.Rows);
    }

    /// <summary>The values of a column of the table, by row.</summary>
    public ReadOnlySpan<long> Column(int k) => columns[k];

    /// <summary>The first row equal to <c>(elements[0][i], …)</c>, or −1.</summary>
    public int Find(ReadOnlySpan<long[]> elements, int i)
    {
        if (rows is not null) return rows.TryGetValue(Key(elements, i), out var hashed) ? hashed : -1;
        var row = BySubtraction(elements[0][i]);
        return row >= 0 && RowEquals(row, elements, i) ? row : -1;
    }

    private int BySubtraction(long value)
    {
        foreach (var piece in pieces!)
        {
            // A wrapped difference cannot alias a row: it is compared with the column's value afterwards.
            var row = piece.Slope == 0
                ? (value == piece.Offset ? piece.Start : -1)
                : unchecked(value - piece.Offset);
            if (row >= piece.Start && row < piece.End) return (int)row;
        }
        return -1;
    }

    private bool RowEquals(int row, ReadOnlySpan<long[]> elements, int i)
    {
        for (var k = 0; k < columns.Length; k++)
        {
            if (columns[k][row] != elements[k][i]) return false;
        }
        return true;
    }

    // The subtraction is usable when it leads from every row to an equal row.
    private bool FindsEveryRow(int count)
    {
        foreach (var piece in pieces!)
        {
            if (piece.Slope is not (0 or 1) || pieces.Length > 8) return false;
        }
        for (var row = 0; row < count; row++)
        {
            var found = BySubtraction(columns[0][row]);
            if (found < 0 || found > row || !RowEquals(found, columns, row)) return false;
        }
        return true;
    }

    private Dictionary<(long, long, long), int> Hash(int count)
    {
        var hash = new Dictionary<(long, long, long), int>(count);
        for (var row = 0; row < count; row++) hash.TryAdd(Key(columns, row), row);
        return hash;
    }

    private static (long, long, long) Key(ReadOnlySpan<long[]> elements, int i) =>
        (elements[0][i], elements.Length > 1 ? elements[1][i] : 0, elements.Length > 2 ? elements[2][i] : 0);
}
