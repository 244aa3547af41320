using Zkml.Algebra.Fields;
using Zkml.Algebra.Memory;
using Zkml.Algebra.Threading;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Witness;

/// <summary>
/// A packed polynomial's coefficients: the tiles of columns in their slots, zero elsewhere (docs/protocol.md §3.2). They
/// stay integers, 32-bit but for the tiles of wide columns; products with field elements are made here.
/// </summary>
public sealed class PackedColumns
{
    // Elements of a destination that stay in the first cache while all chunks are added.
    private const int Block = 1 << 9;

    // Entries, and rows of a thousand of them, of one step of a long loop: some milliseconds.
    private const int LongestRange = 1 << 17, LongestRows = 1 << 12;

    // Provers of so many parameters need gigabytes.
    private const long ManyEntries = 1 << 24;

    // Zero where a wide tile stands.
    private readonly int[] narrow;

    // By offset; disjoint.
    private readonly List<(int Offset, long[] Values)> wide = [];

    private PackedColumns(PackedPolynomial polynomial)
    {
        Polynomial = polynomial;
        var entries = (long)polynomial.Chunks << polynomial.ChunkBits;
        if (entries >= ManyEntries) ManagedHeap.AdviseHugePages();
        narrow = new int[entries];
    }

    public PackedPolynomial Polynomial { get; }

    /// <summary>Entries up to the last slot's end.</summary>
    public int Length => (int)Polynomial.Packing.Length;

    public static PackedColumns Pack(PackedPolynomial polynomial, IReadOnlyList<ColumnData> columns, Cpu cpu)
    {
        var packed = new PackedColumns(polynomial);
        foreach (var id in polynomial.Columns)
        {
            cpu.ThrowIfCancelled();
            foreach (var (tile, slot) in polynomial.TilesOf(id)) packed.Add(new TileReader(tile), (int)slot.Offset, columns[id]);
        }
        packed.wide.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        return packed;
    }

    /// <summary>The coefficients of one chunk, as a copy.</summary>
    public ReadOnlyMemory<long> Chunk(int chunk)
    {
        var start = chunk << Polynomial.ChunkBits;
        var values = new long[1 << Polynomial.ChunkBits];
        for (var i = 0; i < values.Length; i++) values[i] = narrow[start + i];
        for (var k = FirstWide(start); k < wide.Count && wide[k].Offset < start + values.Length; k++)
        {
            var (from, count, at) = Overlap(wide[k], start, values.Length);
            wide[k].Values.AsSpan(from, count).CopyTo(values.AsSpan(at));
        }
        return values;
    }

    /// <summary>The coefficients from <paramref name="start"/> on as field elements.</summary>
    public Fr[] ToField(int start, int count, Cpu cpu)
    {
        var table = new Fr[count];
        cpu.For(count, 1 << 10, (from, to) => Accumulate(table.AsSpan(from, to - from), Fr.One, start + from, cpu.Fr), LongestRange);
        return table;
    }

    /// <summary>destination[i] += factor·coefficient(start + i).</summary>
    public void Accumulate(Span<Fr> destination, Fr factor, int start, FrVector fr)
    {
        fr.AccumulateSmall(destination, factor, narrow.AsSpan(start, destination.Length));
        AccumulateWide(destination, factor, start);
    }

    private void AccumulateWide(Span<Fr> destination, Fr factor, int start)
    {
        for (var k = FirstWide(start); k < wide.Count && wide[k].Offset < start + destination.Length; k++)
        {
            var (from, count, at) = Overlap(wide[k], start, destination.Length);
            for (var i = 0; i < count; i++) destination[at + i] += factor.MulSmall(wide[k].Values[from + i]);
        }
    }

    /// <summary>destination[i] += Σ_k factors[k]·coefficient(starts[k] + i).</summary>
    public void AccumulateRows(Span<Fr> destination, ReadOnlySpan<Fr> factors, ReadOnlySpan<int> starts, Cpu cpu)
    {
        for (var k = 0; k < starts.Length; k += LongestRows)
        {
            cpu.ThrowIfCancelled();
            var count = Math.Min(LongestRows, starts.Length - k);
            cpu.Fr.AccumulateRows(destination, factors.Slice(k, count), narrow, starts.Slice(k, count));
        }
        for (var k = 0; k < starts.Length; k++) AccumulateWide(destination, factors[k], starts[k]);
    }

    /// <summary>Σ_i weights[i]·coefficient(start + i).</summary>
    public Fr InnerProduct(ReadOnlySpan<Fr> weights, int start, FrVector fr)
    {
        var sum = fr.InnerProductSmall(weights, narrow.AsSpan(start, weights.Length));
        for (var k = FirstWide(start); k < wide.Count && wide[k].Offset < start + weights.Length; k++)
        {
            var (from, count, at) = Overlap(wide[k], start, weights.Length);
            for (var i = 0; i < count; i++) sum += weights[at + i].MulSmall(wide[k].Values[from + i]);
        }
        return sum;
    }

    /// <summary>destination += Σ_chunk factors[chunk]·chunk.</summary>
    public void Fold(ReadOnlyMemory<Fr> factors, Fr[] destination, Cpu cpu)
    {
        cpu.For((destination.Length + Block - 1) / Block, 1, (start, end) =>
        {
            var starts = new int[Polynomial.Chunks];
            for (var block = start; block < end; block++)
            {
                var at = block * Block;
                for (var chunk = 0; chunk < starts.Length; chunk++) starts[chunk] = (chunk << Polynomial.ChunkBits) + at;
                AccumulateRows(destination.AsSpan(at, Math.Min(Block, destination.Length - at)), factors.Span, starts, cpu);
            }
        });
    }

    private void Add(TileReader reader, int offset, ColumnData column)
    {
        if (column.IsNarrow)
        {
            reader.Copy(column.Ints, narrow.AsSpan(offset, reader.Length));
            return;
        }
        var values = new long[reader.Length];
        reader.Copy(column.Longs, values);
        wide.Add((offset, values));
    }

    /// <summary>The first wide tile that ends after a position.</summary>
    private int FirstWide(int position)
    {
        int low = 0, high = wide.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (wide[middle].Offset + wide[middle].Values.Length > position) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    /// <summary>What a wide tile and a window share: first value of the tile, count, first place in the window.</summary>
    private static (int From, int Count, int At) Overlap((int Offset, long[] Values) tile, int start, int length)
    {
        var (first, end) = (Math.Max(tile.Offset, start), Math.Min(tile.Offset + tile.Values.Length, start + length));
        return (first - tile.Offset, end - first, first - start);
    }

    /// <summary>Reads a tile's entries out of a padded column, run by run of its lowest variables.</summary>
    private sealed class TileReader
    {
        private readonly Tile tile;
        private readonly int run;

        public TileReader(Tile tile)
        {
            this.tile = tile;
            while (run < tile.Free.Count && tile.Free[run] == run) run++;
        }

        public int Length => 1 << tile.Free.Count;

        public void Copy<T>(ReadOnlySpan<T> column, Span<T> destination)
        {
            var size = 1 << run;
            for (var row = 0; row < destination.Length >> run; row++)
            {
                var from = tile.Origin;
                for (var k = run; k < tile.Free.Count; k++) from |= ((row >> (k - run)) & 1) << tile.Free[k];
                column.Slice(from, size).CopyTo(destination[(row * size)..]);
            }
        }
    }
}
