using Zkml.Circuits.Tables;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>A function on [First, First + 2^Bits) with few distinct values, for a table of constant pieces.</summary>
internal sealed class TabulatedFunction
{
    private readonly long[] values;

    public TabulatedFunction(string name, int bits, long first, Func<long, long> function)
    {
        (Name, Bits, First) = (name, bits, first);
        values = [.. Enumerable.Range(0, 1 << bits).Select(row => function(first + row))];
    }

    public string Name { get; }

    public int Bits { get; }

    public long First { get; }

    public long Min => values.Min();

    public long Max => values.Max();

    public long this[long argument] => values[argument - First];

    /// <summary>The values as maximal constant runs.</summary>
    public PiecewiseColumn Column()
    {
        var pieces = new List<AffinePiece>();
        for (int start = 0, end = 1; start < values.Length; start = end++)
        {
            while (end < values.Length && values[end] == values[start]) end++;
            pieces.Add(new AffinePiece(start, end, 0, values[start]));
        }
        return new PiecewiseColumn(pieces);
    }
}
