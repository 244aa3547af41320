using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Batching;

/// <summary>The trace of a batch: the samples' traces side by side along the batch axis (docs/protocol.md §3.10).</summary>
public static class BatchTrace
{
    /// <summary>
    /// Joins one satisfied trace for each sample. Slice s of a per-sample column is sample s; the slices beyond the last
    /// sample are 0, and so are their lookups.
    /// </summary>
    /// <param name="model">The model's circuit.</param>
    /// <param name="batch">Its <see cref="BatchCircuit"/> for as many samples as there are traces.</param>
    /// <param name="traces">All columns by id, padded, for each sample.</param>
    /// <returns>All columns of the batch by id; for one sample its own.</returns>
    public static long[][] Join(Circuit model, Circuit batch, IReadOnlyList<long[][]> traces)
    {
        if (traces.Count == 1) return traces[0];
        var columns = new long[batch.Columns.Count][];
        foreach (var id in batch.Multiplicities) columns[id] = Sum(id, traces);
        foreach (var column in batch.Columns)
        {
            columns[column.Id] ??= column.Kind == ColumnKind.Parameter ? traces[0][column.Id] : SideBySide(column, traces);
        }
        for (var l = 0; l < batch.Lookups.Count; l++)
        {
            columns[batch.Multiplicities[Table.ZeroId - 1]][0] +=
                batch.Lookups[l].Space.Size - ((long)traces.Count * model.Lookups[l].Space.Size);
        }
        return columns;
    }

    private static long[] SideBySide(Column column, IReadOnlyList<long[][]> traces)
    {
        var values = new long[column.Space.Size];
        for (var s = 0; s < traces.Count; s++)
        {
            var slice = traces[s][column.Id];
            slice.CopyTo(values, s * slice.Length);
        }
        return values;
    }

    private static long[] Sum(int id, IReadOnlyList<long[][]> traces)
    {
        var counts = (long[])traces[0][id].Clone();
        for (var s = 1; s < traces.Count; s++)
        {
            var more = traces[s][id];
            for (var row = 0; row < counts.Length; row++) counts[row] += more[row];
        }
        return counts;
    }
}
