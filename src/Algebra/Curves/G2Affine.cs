using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Curves;

/// <summary>
/// A point of the sextic twist y² = x³ + 3/(9 + u) over Fq2 (EIP-197) in affine coordinates. G2 is its subgroup of
/// order r; the twist has a cofactor, so decoding checks the order. Infinity is (0, 0) and <c>default</c>.
/// </summary>
public readonly struct G2Affine : IEquatable<G2Affine>
{
    /// <summary>The length of the encoding in bytes.</summary>
    public const int ByteLength = 128;

    /// <summary>The x coordinate; zero at infinity.</summary>
    public readonly Fq2 X;
    /// <summary>The y coordinate; zero at infinity.</summary>
    public readonly Fq2 Y;

    /// <summary>Wraps coordinates unchecked; see <see cref="IsOnCurve"/> and <see cref="IsInSubgroup"/>.</summary>
    public G2Affine(in Fq2 x, in Fq2 y)
    {
        X = x;
        Y = y;
    }

    /// <summary>The point at infinity.</summary>
    public static G2Affine Identity => default;

    /// <summary>The generator of EIP-197.</summary>
    public static G2Affine Generator { get; } = new(
        new(
            Fq.FromHex("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"),
            Fq.FromHex("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2")),
        new(
            Fq.FromHex("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
            Fq.FromHex("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b")));

    private static Fq2 CurveB { get; } = new Fq2(Fq.FromUInt64(9), Fq.One).Invert() * Fq.FromUInt64(3);

    /// <summary>Whether this is the point at infinity, (0, 0).</summary>
    public bool IsIdentity => X.IsZero && Y.IsZero;

    /// <summary>Whether this is infinity or satisfies the curve equation.</summary>
    public bool IsOnCurve => IsIdentity || Y.Square() == (X.Square() * X) + CurveB;

    /// <summary>Whether r times this point, which must be on the curve, is infinity.</summary>
    public bool IsInSubgroup => new G2Projective(this)
        .MultiplyRaw(FrModulus.P0, FrModulus.P1, FrModulus.P2, FrModulus.P3)
        .IsIdentity;

    public static bool operator ==(in G2Affine left, in G2Affine right) => left.X == right.X && left.Y == right.Y;

    public static bool operator !=(in G2Affine left, in G2Affine right) => !(left == right);

    public static G2Affine operator -(in G2Affine value) => new(value.X, -value.Y);

    public static G2Projective operator *(in G2Affine point, in Fr scalar) => new G2Projective(point) * scalar;

    /// <summary>Decodes x.c1‖x.c0‖y.c1‖y.c0, each 32 big-endian bytes (EVM order); zero bytes are infinity.</summary>
    /// <returns>
    /// False, with infinity, for a wrong length, a coordinate of q or more, or a point off the curve or outside the
    /// subgroup of order r.
    /// </returns>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        point = default;
        if (bytes.Length != ByteLength
            || !Fq.TryFromBytes(bytes[..32], out Fq x1)
            || !Fq.TryFromBytes(bytes[32..64], out Fq x0)
            || !Fq.TryFromBytes(bytes[64..96], out Fq y1)
            || !Fq.TryFromBytes(bytes[96..], out Fq y0))
        {
            return false;
        }

        var candidate = new G2Affine(new(x0, x1), new(y0, y1));
        if (!candidate.IsOnCurve || !candidate.IsInSubgroup) return false;
        point = candidate;
        return true;
    }

    /// <summary>Writes x.c1‖x.c0‖y.c1‖y.c0, each 32 big-endian bytes; infinity is 128 zero bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is shorter than 128 bytes.</exception>
    public void ToBytes(Span<byte> bytes)
    {
        X.C1.ToBytes(bytes);
        X.C0.ToBytes(bytes[32..]);
        Y.C1.ToBytes(bytes[64..]);
        Y.C0.ToBytes(bytes[96..]);
    }

    /// <summary>The 128-byte encoding.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[ByteLength];
        ToBytes(bytes);
        return bytes;
    }

    public bool Equals(G2Affine other) => this == other;

    public override bool Equals(object? obj) => obj is G2Affine other && this == other;

    public override int GetHashCode() => HashCode.Combine(X, Y);

    public override string ToString() => IsIdentity ? "infinity" : $"({X}, {Y})";
}
