namespace Zkml.Verifier.Plan;

/// <summary>An aligned power-of-two slot: entries [Offset, Offset + 2^Variables).</summary>
public readonly record struct Slot(long Offset, int Variables)
{
    /// <summary>Bit k of the slot number, the coordinate of variable <see cref="Variables"/> + k.</summary>
    public int PrefixBit(int k) => (int)((Offset >> (Variables + k)) & 1);
}

/// <summary>
/// Places tensors of 2^n entries one after the other, largest first, so that every slot is aligned to its own size.
/// </summary>
public sealed class Packing
{
    private Packing(Slot[] slots, long length)
    {
        Slots = slots;
        Length = length;
        while ((1L << Variables) < length) Variables++;
    }

    /// <summary>The slot of each item, in the order the items were given.</summary>
    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>Entries used; everything beyond is zero.</summary>
    public long Length { get; }

    /// <summary>The smallest n with 2^n ≥ <see cref="Length"/>.</summary>
    public int Variables { get; }

    /// <summary>Packs items of the given numbers of variables; equal sizes keep their order.</summary>
    public static Packing Of(IReadOnlyList<int> variables)
    {
        var order = Enumerable.Range(0, variables.Count).OrderByDescending(k => variables[k]).ThenBy(k => k);
        var slots = new Slot[variables.Count];
        long offset = 0;
        foreach (var k in order)
        {
            slots[k] = new Slot(offset, variables[k]);
            offset += 1L << variables[k];
        }
        return new Packing(slots, offset);
    }
}

/// <summary>
/// A committed polynomial: the tiles of its columns packed, cut into chunks of 2^ChunkBits coefficients
/// (docs/protocol.md §3.2).
/// </summary>
public sealed class PackedPolynomial
{
    private readonly Dictionary<int, PackedTile[]> tiles = [];

    /// <param name="circuit">The circuit of the columns.</param>
    /// <param name="columns">Ids of the columns to pack, ascending.</param>
    /// <param name="chunkBits">log2 of the coefficients of a chunk.</param>
    public PackedPolynomial(Circuits.Circuit circuit, IEnumerable<int> columns, int chunkBits)
    {
        Columns = [.. columns];
        var cuts = Columns.Select(id => Tile.Of(circuit.Columns[id].Space)).ToArray();
        Packing = Packing.Of([.. cuts.SelectMany(c => c).Select(t => t.Free.Count)]);
        for (int k = 0, first = 0; k < cuts.Length; first += cuts[k++].Count)
        {
            var offset = first;
            tiles[Columns[k]] = [.. cuts[k].Select((t, i) => new PackedTile(t, Packing.Slots[offset + i]))];
        }
        ChunkBits = chunkBits;
        Chunks = (int)((Packing.Length + (1L << chunkBits) - 1) >> chunkBits);
        Variables = Math.Max(chunkBits, Packing.Variables);
        UsefulEntries = Columns.Sum(id => circuit.Columns[id].Space.TrueSize);
    }

    /// <summary>Packed column ids, in circuit order.</summary>
    public IReadOnlyList<int> Columns { get; }

    public Packing Packing { get; }

    public int ChunkBits { get; }

    /// <summary>Number of commitments; 0 when there is no column.</summary>
    public int Chunks { get; }

    /// <summary>Variables of the polynomial: at least <see cref="ChunkBits"/>.</summary>
    public int Variables { get; }

    /// <summary>True entries of all columns; <see cref="Packing.Length"/> over this is the packing waste.</summary>
    public long UsefulEntries { get; }

    public bool IsEmpty => Columns.Count == 0;

    public bool Holds(int column) => tiles.ContainsKey(column);

    /// <summary>The tiles of a column, in order.</summary>
    public IReadOnlyList<PackedTile> TilesOf(int column) => tiles[column];
}
