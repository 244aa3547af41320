using System.Numerics;
using System.Runtime.InteropServices;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// The factors of a tree of halvings: number k is ζ^reverse(k), so one table serves all levels and all sizes up to its
/// own. One table per direction, grown when a longer transform comes: 3.3 MB serve 2^28 points. Tables that are outgrown
/// stay, as a transform may still read them; together they are as large as the last.
/// </summary>
internal sealed unsafe class TreeRoots(bool inverse)
{
    public static readonly TreeRoots Forward = new(inverse: false);

    public static readonly TreeRoots Inverse = new(inverse: true);

    private readonly Lock gate = new();
    private volatile Table? table;

    /// <summary>At least 2^(logLength − 1) factors: enough for a tree of 2^logLength leaves.</summary>
    public ulong* For(int logLength)
    {
        var count = Math.Max(2, 1 << (logLength - 1));
        Table? current = table;
        if (current != null && current.Count >= count) return current.Words;
        lock (gate)
        {
            if (table == null || table.Count < count) table = Build(count);
            return table.Words;
        }
    }

    private Table Build(int count)
    {
        var bits = BitOperations.Log2((uint)count);
        Fr root = Ntt.RootOfUnity(bits + 1);
        if (inverse) root = root.Invert();
        var words = (ulong*)NativeMemory.Alloc((nuint)count, LaneAssembler.FactorBytes);
        Fr power = Fr.One;
        for (uint i = 0; i < count; i++)
        {
            LaneFactor.Write(power, words + (LaneFactor.Words * BitReversal.Reverse(i, bits)));
            power *= root;
        }

        return new(words, count);
    }

    private sealed class Table(ulong* words, int count)
    {
        public readonly ulong* Words = words;
        public readonly int Count = count;
    }
}
