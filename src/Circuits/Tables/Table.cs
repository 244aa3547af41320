namespace Zkml.Circuits.Tables;

/// <summary>
/// A lookup table of the closed catalogue: 2^<see cref="Bits"/> rows of one to three integers. Never the publisher's
/// data: every column is a formula that the verifier evaluates itself (docs/protocol.md §3.5).
/// </summary>
/// <param name="Id">1-based position in <see cref="Circuit.Tables"/>.</param>
/// <param name="Name">Unique, for messages.</param>
/// <param name="Bits">log2 of the number of rows.</param>
/// <param name="Columns">One to three columns.</param>
public sealed record Table(int Id, string Name, int Bits, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>The one-row all-zero table, looked up by padding.</summary>
    public const int ZeroId = 1;

    public int Rows => 1 << Bits;
}

/// <summary>A table column: a value for every row index.</summary>
public abstract record TableColumn
{
    /// <summary>The value at a row index in [0, rows).</summary>
    public abstract long this[int row] { get; }

    /// <summary>The values of rows 0 to 2^<paramref name="bits"/> − 1, as a fresh array.</summary>
    public virtual long[] ToArray(int bits)
    {
        var values = new long[1 << bits];
        for (var row = 0; row < values.Length; row++) values[row] = this[row];
        return values;
    }
}
