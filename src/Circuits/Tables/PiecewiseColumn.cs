namespace Zkml.Circuits.Tables;

/// <summary><c>Slope · row + Offset</c> for rows in [Start, End).</summary>
public readonly record struct AffinePiece(int Start, int End, long Slope, long Offset);

/// <summary>
/// A structured column: affine pieces that cover [0, 2^bits) exactly once, in order. Evaluated by the verifier in
/// O(pieces · bits) (range, clamp, ReLU, sign, saturation). Columns with equal pieces are equal.
/// </summary>
public sealed record PiecewiseColumn(IReadOnlyList<AffinePiece> Pieces) : TableColumn
{
    public override long this[int row]
    {
        get
        {
            foreach (var p in Pieces)
            {
                if (row >= p.Start && row < p.End) return checked((p.Slope * row) + p.Offset);
            }
            throw new ArgumentOutOfRangeException(nameof(row));
        }
    }

    public override long[] ToArray(int bits)
    {
        var values = new long[1 << bits];
        foreach (var p in Pieces)
        {
            for (var row = p.Start; row < p.End; row++) values[row] = checked((p.Slope * row) + p.Offset);
        }
        return values;
    }

    /// <summary>
    /// What is wrong with the pieces for a table of 2^<paramref name="bits"/> rows, or null: each piece is non-empty and
    /// starts where the one before ended, the last ends at 2^bits, and every value is below 2^62 in magnitude.
    /// </summary>
    public string? Error(int bits)
    {
        var next = 0;
        foreach (var p in Pieces)
        {
            if (p.Start != next || p.End <= p.Start) return $"piece [{p.Start}, {p.End}) where row {next} comes next";
            if (!IsBounded(p, p.Start) || !IsBounded(p, p.End - 1)) return $"piece at {p.Start} has values of 2^62 or more";
            next = p.End;
        }
        return next == 1 << bits ? null : $"pieces end at row {next} of {1 << bits}";
    }

    public bool Equals(PiecewiseColumn? other)
    {
        if (other is null || other.Pieces.Count != Pieces.Count) return false;
        for (var k = 0; k < Pieces.Count; k++)
        {
            if (Pieces[k] != other.Pieces[k]) return false;
        }
        return true;
    }

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var p in Pieces) hash.Add(p);
        return hash.ToHashCode();
    }

    private static bool IsBounded(AffinePiece piece, int row) =>
        Int128.Abs(((Int128)piece.Slope * row) + piece.Offset) < (Int128)1 << 62;
}
