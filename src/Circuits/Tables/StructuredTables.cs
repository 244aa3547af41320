using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Tables;

/// <summary>
/// The structured tables of the catalogue. A table that is not a power of two long repeats its last valid row.
/// </summary>
public static class StructuredTables
{
    /// <summary>log2 of the most rows of a structured table.</summary>
    public const int MaxBits = 24;

    /// <summary>The one row (0): table 1 of every circuit.</summary>
    public static Table Zero() => new(Table.ZeroId, "zero", 0, [Pieces([0, 1], (0, 0))]);

    /// <summary>The integers 0 to <paramref name="bound"/> − 1.</summary>
    public static Table Range(int id, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var bits = BitsFor(bound);
        return new Table(id, $"range {bound}", bits, [Pieces([0, bound, 1 << bits], (1, 0), (0, bound - 1))]);
    }

    /// <summary>The integers 0 and 1.</summary>
    public static Table Boolean(int id) => Range(id, 2) with { Name = "boolean" };

    /// <summary>
    /// Rows (t, min(max(t, <paramref name="low"/>), <paramref name="high"/>)) for all <paramref name="bits"/>-bit signed t;
    /// row r is t = r − 2^(bits−1).
    /// </summary>
    public static Table Clamp(int id, int bits, long low, long high)
    {
        if (low > high) throw new ArgumentException($"Empty clamp [{low}, {high}].");
        var (rows, half) = (Rows(bits), Half(bits));
        // Rows below `from` take the low bound, rows from `to` on the high one.
        var from = (int)Int128.Clamp((Int128)low + half, 0, rows);
        var to = (int)Int128.Clamp((Int128)high + half + 1, from, rows);
        return new Table(id, $"clamp {bits} [{low}, {high}]", bits,
            [Pieces([0, rows], (1, -half)), Pieces([0, from, to, rows], (0, low), (1, -half), (0, high))]);
    }

    /// <summary>Rows (t, max(t, 0)) for all <paramref name="bits"/>-bit signed t; row r is t = r − 2^(bits−1).</summary>
    public static Table Relu(int id, int bits)
    {
        var (rows, half) = (Rows(bits), Half(bits));
        return new Table(id, $"relu {bits}", bits,
            [Pieces([0, rows], (1, -half)), Pieces([0, half, rows], (0, 0), (1, -half))]);
    }

    /// <summary>
    /// Rows (h, e, b) for h in [<paramref name="hMin"/>, <paramref name="hMax"/>], a range around 0: (0, 1, 0) says that the
    /// value is in the domain; (h, 0, low) for h &lt; 0 and (h, 0, high) for h &gt; 0 that it is replaced by a bound.
    /// </summary>
    public static Table Saturation(int id, int hMin, int hMax, long low, long high)
    {
        if (hMin > 0 || hMax < 0 || (long)hMax - hMin >= 1 << MaxBits)
        {
            throw new ArgumentOutOfRangeException(nameof(hMin), $"Saturation range [{hMin}, {hMax}].");
        }
        var count = hMax - hMin + 1;
        var bits = BitsFor(count);
        var (rows, zero) = (1 << bits, -hMin);
        var last = hMax == 0 ? (e: 1L, b: 0L) : (e: 0L, b: high);
        return new Table(id, $"saturation [{hMin}, {hMax}] to [{low}, {high}]", bits,
        [
            Pieces([0, count, rows], (1, hMin), (0, hMax)),
            Pieces([0, zero, zero + 1, rows], (0, 0), (0, 1), (0, last.e)),
            Pieces([0, zero, zero + 1, rows], (0, low), (0, 0), (0, last.b)),
        ]);
    }

    /// <summary>The number of bits that hold <paramref name="count"/> rows.</summary>
    public static int BitsFor(int count) => Axis.Of(count).Bits;

    /// <summary>Pieces between consecutive bounds, of (slope, offset) each; empty ones are left out.</summary>
    private static PiecewiseColumn Pieces(int[] bounds, params (long Slope, long Offset)[] lines)
    {
        var pieces = new List<AffinePiece>();
        for (var k = 0; k < lines.Length; k++)
        {
            if (bounds[k] < bounds[k + 1]) pieces.Add(new AffinePiece(bounds[k], bounds[k + 1], lines[k].Slope, lines[k].Offset));
        }
        return new PiecewiseColumn(pieces);
    }

    private static int Rows(int bits)
    {
        if (bits is < 1 or > MaxBits) throw new ArgumentOutOfRangeException(nameof(bits), $"A table of 2^{bits} rows.");
        return 1 << bits;
    }

    private static int Half(int bits) => Rows(bits) / 2;
}
