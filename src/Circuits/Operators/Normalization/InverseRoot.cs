using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Operators;

/// <summary>
/// r(t) = min(<see cref="Largest"/>, round(K / √(2t + 1))) for t in [0, 2^16), exactly: the largest r with (2r − 1)²·(2t + 1) ≤ 4K².
/// Nonincreasing, so a table of constant pieces, as many as it has values.
/// </summary>
internal static class InverseRoot
{
    public const int TableBits = 16;

    /// <summary>r has ten bits: at most 2^10 pieces.</summary>
    public const int Largest = 1023;

    /// <summary>K has at most 40 bits.</summary>
    public const long MaxNumerator = 1L << 40;

    public static long Of(long numerator, long t)
    {
        // ⌊(⌊2K/√m⌋ + 1) / 2⌋ = round(K/√m), and ⌊2K/√m⌋ = ⌊√⌊4K²/m⌋⌋.
        var square = 4 * (UInt128)(ulong)numerator * (ulong)numerator / (UInt128)((2 * t) + 1);
        const long enough = 2 * Largest;
        if (square >= enough * enough) return Largest;
        var root = (long)Math.Sqrt((double)(ulong)square);
        while (root * root > (long)square) root--;
        while ((root + 1) * (root + 1) <= (long)square) root++;
        return Math.Min(Largest, (root + 1) / 2);
    }

    /// <summary>The table's second column, as maximal constant runs.</summary>
    public static PiecewiseColumn Column(long numerator)
    {
        var pieces = new List<AffinePiece>();
        for (var start = 0; start < 1 << TableBits;)
        {
            var (value, end) = (Of(numerator, start), start + 1);
            while (end < 1 << TableBits && Of(numerator, end) == value) end++;
            pieces.Add(new AffinePiece(start, end, 0, value));
            start = end;
        }
        return new PiecewiseColumn(pieces);
    }
}
