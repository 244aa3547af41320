using Zkml.Algebra.Fields;
using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Plan;

/// <summary>
/// The part of a column in which some index bits are fixed: entry i of the tile is the column's entry whose free
/// variables spell i, lowest first, and whose other bits are those of <see cref="Origin"/>
/// (docs/protocol.md §3.2).
/// </summary>
public sealed class Tile(IReadOnlyList<int> free, int variables, int origin)
{
    /// <summary>The column's variables that the tile keeps, ascending.</summary>
    public IReadOnlyList<int> Free { get; } = free;

    /// <summary>The number of variables of the column.</summary>
    public int Variables { get; } = variables;

    /// <summary>The column index of the tile's first entry; 0 in the free bits.</summary>
    public int Origin { get; } = origin;

    /// <summary>The tiles of one column may not be more: the verifier evaluates each.</summary>
    public const int MaxPerColumn = 16;

    /// <summary>Columns of fewer variables are not cut: a tile costs the verifier more than they can save.</summary>
    public const int MinColumnVariables = 10;

    // Pieces of an axis stop when padding the rest wastes at most 1/16 of its extent.
    private const int WasteShare = 16;

    /// <summary>
    /// The tiles of a column: aligned power-of-two boxes that cover all its true entries, and of the padding as little as
    /// a few boxes allow. Padding outside of them is not committed and is 0 by definition.
    /// </summary>
    public static IReadOnlyList<Tile> Of(IndexSpace space)
    {
        var tiles = new List<Tile> { new([], space.Variables, 0) };
        var budget = MaxPerColumn;
        var pieces = new IReadOnlyList<(int Start, int Bits)>[space.Axes.Count];
        for (var axis = pieces.Length - 1; axis >= 0; axis--)
        {
            var cut = space.Variables < MinColumnVariables ? [(0, space.Axes[axis].Bits)] : Pieces(space.Axes[axis]);
            pieces[axis] = cut.Count <= budget ? cut : [(0, space.Axes[axis].Bits)];
            budget /= pieces[axis].Count;
        }
        for (var axis = 0; axis < pieces.Length; axis++)
        {
            var first = space.FirstVariable(axis);
            tiles = [.. pieces[axis].SelectMany(p => tiles.Select(t => new Tile(
                [.. t.Free, .. Enumerable.Range(first, p.Bits)], t.Variables, t.Origin | (p.Start << first))))];
        }
        return tiles;
    }

    /// <summary>The coordinates of the free variables.</summary>
    public T[] Restrict<T>(IReadOnlyList<T> point)
    {
        var local = new T[Free.Count];
        for (var k = 0; k < local.Length; k++) local[k] = point[Free[k]];
        return local;
    }

    /// <summary>The weight of the tile in its column's value at a point: Π over fixed bits of (bit ? r : 1 − r).</summary>
    public T Weight<T>(ReadOnlySpan<T> point)
        where T : struct, IScalar<T>
    {
        var product = T.One;
        for (int k = 0, free = 0; k < Variables; k++)
        {
            if (free < Free.Count && Free[free] == k) free++;
            else product *= ((Origin >> k) & 1) != 0 ? point[k] : T.One - point[k];
        }
        return product;
    }

    /// <summary>Aligned pieces of [0, extent), largest first; the last may reach beyond.</summary>
    private static List<(int Start, int Bits)> Pieces(Axis axis)
    {
        var pieces = new List<(int, int)>();
        for (var start = 0; start < axis.Extent;)
        {
            var rest = axis.Extent - start;
            var bits = Axis.Of(rest).Bits;
            if ((1L << bits) - rest > axis.Extent / WasteShare) bits--;
            pieces.Add((start, bits));
            start += 1 << bits;
        }
        return pieces;
    }
}

/// <summary>A tile and where it stands in the packed polynomial.</summary>
public readonly record struct PackedTile(Tile Tile, Slot Slot);
