namespace Zkml.Verifier.Plan;

/// <summary>Where a coordinate of an evaluation point comes from.</summary>
public enum CoordinateSource : byte
{
    /// <summary>The constant 0 or 1.</summary>
    Bit = 0,

    /// <summary>The LogUp point (docs/protocol.md §4).</summary>
    Rho = 1,

    /// <summary>The challenges of the contraction sumcheck (docs/protocol.md §5).</summary>
    X = 2,

    /// <summary>The challenges of the index-map sumcheck (docs/protocol.md §6).</summary>
    Z = 3,
}

/// <summary>A symbolic coordinate: known from the circuit alone, resolved when the challenges are.</summary>
public readonly record struct Coordinate(CoordinateSource Source, int Index)
{
    public static Coordinate Bit(int bit) => new(CoordinateSource.Bit, bit);

    public static Coordinate Rho(int k) => new(CoordinateSource.Rho, k);

    public static Coordinate X(int k) => new(CoordinateSource.X, k);

    public static Coordinate Z(int k) => new(CoordinateSource.Z, k);

    /// <summary>ρ[0..n), the local point of a slot with n variables.</summary>
    public static Coordinate[] RhoRange(int n)
    {
        var point = new Coordinate[n];
        for (var k = 0; k < n; k++) point[k] = Rho(k);
        return point;
    }
}

/// <summary>"The column at this point": one evaluation claim, each made once per stage.</summary>
public sealed class ClaimKey(int column, Coordinate[] point) : IEquatable<ClaimKey>
{
    public int Column { get; } = column;

    /// <summary>One coordinate per variable of the column.</summary>
    public IReadOnlyList<Coordinate> Point => point;

    public bool Equals(ClaimKey? other) =>
        other is not null && other.Column == Column && other.Point.Count == point.Length && PointEquals(other);

    public override bool Equals(object? obj) => Equals(obj as ClaimKey);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Column);
        foreach (var c in point) hash.Add(c);
        return hash.ToHashCode();
    }

    private bool PointEquals(ClaimKey other)
    {
        for (var k = 0; k < point.Length; k++)
        {
            if (point[k] != other.Point[k]) return false;
        }
        return true;
    }
}
