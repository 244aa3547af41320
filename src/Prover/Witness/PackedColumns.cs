using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Witness;

/// <summary>A packed polynomial's coefficients: columns in their slots, zero elsewhere (docs/protocol.md §3.2).</summary>
public sealed class PackedColumns
{
    private const int ParallelThreshold = 1 << 10;

    private PackedColumns(PackedPolynomial polynomial, long[] values)
    {
        Polynomial = polynomial;
        Longs = values;
        Values = new ColumnData(values);
    }

    public PackedPolynomial Polynomial { get; }

    /// <summary>Chunks·2^ChunkBits entries.</summary>
    public ColumnData Values { get; }

    /// <summary>The same entries, 64-bit.</summary>
    public long[] Longs { get; }

    public static PackedColumns Pack(PackedPolynomial polynomial, IReadOnlyList<ColumnData> columns)
    {
        var packed = new long[(long)polynomial.Chunks << polynomial.ChunkBits];
        foreach (var id in polynomial.Columns)
        {
            var (offset, column) = ((int)polynomial.SlotOf(id).Offset, columns[id]);
            for (var i = 0; i < column.Length; i++) packed[offset + i] = column[i];
        }
        return new PackedColumns(polynomial, packed);
    }

    /// <summary>The coefficients of one chunk.</summary>
    public ReadOnlyMemory<long> Chunk(int chunk) =>
        Longs.AsMemory(chunk << Polynomial.ChunkBits, 1 << Polynomial.ChunkBits);

    /// <summary>The used coefficients as field elements.</summary>
    public Fr[] ToField()
    {
        var table = new Fr[Polynomial.Packing.Length];
        ParallelRange.For(table.Length, ParallelThreshold, (start, end) =>
        {
            if (Values.IsNarrow)
            {
                FrVector.AccumulateSmall(table.AsSpan(start, end - start), Fr.One, Values.Ints[start..end]);
                return;
            }
            for (var i = start; i < end; i++) table[i] = Fr.FromInt64(Longs[i]);
        });
        return table;
    }

    /// <summary>destination += Σ_chunk factors[chunk]·chunk.</summary>
    public void Fold(ReadOnlyMemory<Fr> factors, Fr[] destination)
    {
        ParallelRange.For(destination.Length, ParallelThreshold, (start, end) =>
        {
            var target = destination.AsSpan(start, end - start);
            for (var chunk = 0; chunk < Polynomial.Chunks; chunk++)
            {
                var at = (chunk << Polynomial.ChunkBits) + start;
                var factor = factors.Span[chunk];
                if (Values.IsNarrow)
                {
                    FrVector.AccumulateSmall(target, factor, Values.Ints.Slice(at, target.Length));
                    continue;
                }
                for (var i = 0; i < target.Length; i++) target[i] += factor.MulSmall(Longs[at + i]);
            }
        });
    }
}
