namespace Zkml.Circuits.Tables;

/// <summary>
/// Keeps the values of recently used irregular columns, so that equal columns of several circuits are computed once.
/// Bounded, oldest out first: loading many keys must not fill the memory.
/// </summary>
internal static class IrregularValueCache
{
    private const int MaxValues = 1 << 21;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<IrregularColumn, long[]> Known = [];
    private static readonly Queue<IrregularColumn> Order = new();
    private static int held;

    /// <summary>The values of a column, which must not be written to.</summary>
    public static long[] Get(IrregularColumn column)
    {
        lock (Gate)
        {
            if (Known.TryGetValue(column, out var known)) return known;
        }
        var values = column.Function.Tabulate(column);
        lock (Gate)
        {
            if (Known.TryGetValue(column, out var known)) return known;
            Add(column, values);
        }
        return values;
    }

    private static void Add(IrregularColumn column, long[] values)
    {
        while (held + values.Length > MaxValues && Order.TryDequeue(out var oldest))
        {
            if (Known.Remove(oldest, out var dropped)) held -= dropped.Length;
        }
        Known.Add(column, values);
        Order.Enqueue(column);
        held += values.Length;
    }
}
