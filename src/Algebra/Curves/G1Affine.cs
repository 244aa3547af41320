using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Curves;

/// <summary>
/// A point of G1, y² = x³ + 3 over Fq (EIP-196), in affine coordinates. The group has prime order r, so every point
/// of the curve is in it. Infinity is (0, 0), which is not on the curve, and <c>default</c>.
/// </summary>
public readonly struct G1Affine : IEquatable<G1Affine>
{
    /// <summary>The length of the encoding in bytes.</summary>
    public const int ByteLength = 64;

    /// <summary>The x coordinate; zero at infinity.</summary>
    public readonly Fq X;
    /// <summary>The y coordinate; zero at infinity.</summary>
    public readonly Fq Y;

    /// <summary>Wraps coordinates without checking that they are on the curve; see <see cref="IsOnCurve"/>.</summary>
    public G1Affine(in Fq x, in Fq y)
    {
        X = x;
        Y = y;
    }

    /// <summary>The point at infinity.</summary>
    public static G1Affine Identity => default;

    /// <summary>The generator (1, 2).</summary>
    public static G1Affine Generator { get; } = new(Fq.One, Fq.FromUInt64(2));

    /// <summary>The constant b = 3 of the curve equation.</summary>
    internal static Fq CurveB { get; } = Fq.FromUInt64(3);

    /// <summary>Whether this is the point at infinity, (0, 0).</summary>
    public bool IsIdentity => X.IsZero && Y.IsZero;

    /// <summary>Whether this is infinity or satisfies the curve equation.</summary>
    public bool IsOnCurve => IsIdentity || Y.Square() == (X.Square() * X) + CurveB;

    public static bool operator ==(in G1Affine left, in G1Affine right) => left.X == right.X && left.Y == right.Y;

    public static bool operator !=(in G1Affine left, in G1Affine right) => !(left == right);

    public static G1Affine operator -(in G1Affine value) => new(value.X, -value.Y);

    public static G1Projective operator +(in G1Affine left, in G1Affine right) => new G1Projective(left) + right;

    public static G1Projective operator *(in G1Affine point, in Fr scalar) => new G1Projective(point) * scalar;

    /// <summary>Decodes x‖y, each 32 big-endian bytes; 64 zero bytes are infinity.</summary>
    /// <returns>
    /// False, with infinity, for a wrong length, a coordinate of q or more, or a point off the curve: every point has
    /// exactly one encoding.
    /// </returns>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out G1Affine point)
    {
        point = default;
        if (bytes.Length != ByteLength
            || !Fq.TryFromBytes(bytes[..32], out Fq x)
            || !Fq.TryFromBytes(bytes[32..], out Fq y))
        {
            return false;
        }

        var candidate = new G1Affine(x, y);
        if (!candidate.IsOnCurve) return false;
        point = candidate;
        return true;
    }

    /// <summary>Writes x‖y, each 32 big-endian bytes; infinity is 64 zero bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is shorter than 64 bytes.</exception>
    public void ToBytes(Span<byte> bytes)
    {
        X.ToBytes(bytes);
        Y.ToBytes(bytes[32..]);
    }

    /// <summary>The 64-byte encoding.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[ByteLength];
        ToBytes(bytes);
        return bytes;
    }

    public bool Equals(G1Affine other) => this == other;

    public override bool Equals(object? obj) => obj is G1Affine other && this == other;

    public override int GetHashCode() => HashCode.Combine(X, Y);

    public override string ToString() => IsIdentity ? "infinity" : $"({X}, {Y})";
}
