using Zkml.Algebra.Fields;

namespace Zkml.Prover.Stages;

/// <summary>The four tables of a layer's sumcheck, reused by the layers of a tree.</summary>
public sealed class LayerTables
{
    public Fr[] A { get; private set; } = [];

    public Fr[] B { get; private set; } = [];

    public Fr[] C { get; private set; } = [];

    public Fr[] D { get; private set; } = [];

    /// <summary>Makes room for so many entries; what was stored is lost if there was less.</summary>
    public void Reserve(int length)
    {
        if (A.Length < length) (A, B, C, D) = (new Fr[length], new Fr[length], new Fr[length], new Fr[length]);
    }

    public void Set(int index, Fr a, Fr b, Fr c, Fr d) => (A[index], B[index], C[index], D[index]) = (a, b, c, d);
}

/// <summary>A block of pairs of fractions on their way into a sumcheck.</summary>
internal sealed class PairBlock(int capacity, FrVector fr)
{
    private readonly Fr[] buffer = new Fr[4 * capacity];

    public Fr[] A { get; } = new Fr[capacity];

    public Fr[] B { get; } = new Fr[capacity];

    public Fr[] C { get; } = new Fr[capacity];

    public Fr[] D { get; } = new Fr[capacity];

    /// <summary>Pairs that the block holds now.</summary>
    public int Count { get; private set; }

    public void Read(FractionSource source, int first, int count, Fr lambda)
    {
        Count = count;
        source.Split(first, A.AsSpan(0, count), B.AsSpan(0, count), C.AsSpan(0, count), D.AsSpan(0, count), buffer.AsSpan(0, 4 * count));
        fr.MultiplyAddScalar(A.AsSpan(0, count), lambda, C.AsSpan(0, count));
    }

    public void CopyTo(LayerTables tables, int start)
    {
        A.AsSpan(0, Count).CopyTo(tables.A.AsSpan(start));
        B.AsSpan(0, Count).CopyTo(tables.B.AsSpan(start));
        C.AsSpan(0, Count).CopyTo(tables.C.AsSpan(start));
        D.AsSpan(0, Count).CopyTo(tables.D.AsSpan(start));
    }

    /// <summary>Binds variable 0, to entries from <paramref name="start"/> on; the count is even.</summary>
    public void FoldTo(LayerTables tables, int start, Fr r)
    {
        fr.Fold(A.AsSpan(0, Count), r, tables.A.AsSpan(start, Count / 2));
        fr.Fold(B.AsSpan(0, Count), r, tables.B.AsSpan(start, Count / 2));
        fr.Fold(C.AsSpan(0, Count), r, tables.C.AsSpan(start, Count / 2));
        fr.Fold(D.AsSpan(0, Count), r, tables.D.AsSpan(start, Count / 2));
    }
}
