namespace Zkml.Prover.Witness;

/// <summary>
/// The padded values of one column, 32-bit where they fit: parameters and activations stay small integers until a
/// challenge multiplies them.
/// </summary>
public sealed class ColumnData
{
    private readonly int[]? narrow;
    private readonly long[]? wide;

    public ColumnData(long[] values)
    {
        Length = values.Length;
        narrow = Narrow(values);
        wide = narrow is null ? values : null;
    }

    /// <summary>Entries, padding included.</summary>
    public int Length { get; }

    public bool IsNarrow => narrow is not null;

    public ReadOnlySpan<int> Ints => narrow;

    public ReadOnlySpan<long> Longs => wide;

    public int[] IntArray => narrow ?? throw new InvalidOperationException("The column needs 64 bits.");

    public long[] LongArray => wide ?? throw new InvalidOperationException("The column fits 32 bits.");

    public long this[int index] => narrow is not null ? narrow[index] : wide![index];

    private static int[]? Narrow(long[] values)
    {
        foreach (var v in values)
        {
            if (v != (int)v) return null;
        }
        var result = new int[values.Length];
        for (var k = 0; k < result.Length; k++) result[k] = (int)values[k];
        return result;
    }
}
