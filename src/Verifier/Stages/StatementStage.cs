using Zkml.Algebra.Fields;
using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 0: everything public enters the transcript before any challenge: model digest, context, input, output, salt
/// (docs/protocol.md §2.2).
/// </summary>
public static class StatementStage
{
    /// <summary>
    /// Packs a public column injectively: with w bits for max − min, ⌊248/w⌋ values a field element,
    /// <c>Σ (v_k − min)·2^(w·k)</c>.
    /// </summary>
    public static T[] Pack<T>(Column column, ReadOnlySpan<T> values)
        where T : struct, IScalar<T>
    {
        var width = Math.Max(1, 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(column.Max - column.Min)));
        var perElement = 248 / width;
        var radix = T.FromInt64(1L << Math.Min(width, 62));
        if (width > 62) radix *= T.FromInt64(1L << (width - 62));
        var minimum = T.FromInt64(column.Min);
        var packed = new T[(values.Length + perElement - 1) / perElement];
        for (var e = 0; e < packed.Length; e++)
        {
            var sum = T.Zero;
            for (var k = Math.Min(values.Length, (e + 1) * perElement) - 1; k >= e * perElement; k--)
            {
                sum = (sum * radix) + (values[k] - minimum);
            }
            packed[e] = sum;
        }
        return packed;
    }

    /// <summary>
    /// Places the true entries of a column at their padded positions; the rest is zero.
    /// </summary>
    public static T[] Pad<T>(Column column, ReadOnlySpan<T> values)
        where T : struct, IScalar<T>
    {
        if (column.Space.IsFull) return values.ToArray();
        var table = new T[column.Space.Size];
        Array.Fill(table, T.Zero);
        for (var k = 0; k < values.Length; k++) table[column.Space.PaddedIndex(k)] = values[k];
        return table;
    }

    /// <summary>
    /// Checks shape and range of the public values: they are in no lookup, so this is what bounds them.
    /// Returns null when they are fine.
    /// </summary>
    public static Rejection? CheckRanges(IReadOnlyList<Column> columns, IReadOnlyList<int> ids, long[][] values, string what)
    {
        if (values.Length != ids.Count)
        {
            return new Rejection(Step.Statement, $"number of {what} tensors", -1, $"{ids.Count}", $"{values.Length}");
        }
        for (var k = 0; k < ids.Count; k++)
        {
            var column = columns[ids[k]];
            if (values[k].Length != column.Space.TrueSize)
            {
                return new Rejection(Step.Statement, $"length of {what} {k}", k, $"{column.Space.TrueSize}", $"{values[k].Length}");
            }
            for (var i = 0; i < values[k].Length; i++)
            {
                if (values[k][i] >= column.Min && values[k][i] <= column.Max) continue;
                return new Rejection(
                    Step.Statement, $"{what} out of its declared range", i, $"[{column.Min}, {column.Max}]", $"{values[k][i]}");
            }
        }
        return null;
    }
}
