using System.Buffers.Binary;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Transcripts;

/// <summary>
/// Byte strings as one scalar: keccak256(bytes) mod 2^248, the digest read big-endian. Dropping the top byte leaves a
/// value below the BN254 group order, so that the map needs no reduction and a contract gets it with one AND.
/// </summary>
public static class FieldDigest
{
    /// <summary>keccak256(bytes) mod 2^248 in Fr.</summary>
    public static Fr FromKeccak(ReadOnlySpan<byte> bytes) => FromKeccak<Fr>(bytes);

    /// <summary>keccak256(bytes) mod 2^248 as a constant of any scalar type.</summary>
    public static T FromKeccak<T>(ReadOnlySpan<byte> bytes)
        where T : struct, IScalar<T>
    {
        Span<byte> digest = stackalloc byte[Keccak256.DigestSize];
        Keccak256.Hash(bytes, digest);
        return FromDigest<T>(digest);
    }

    /// <summary>A digest that was computed before, mod 2^248.</summary>
    public static T FromDigest<T>(ReadOnlySpan<byte> digest)
        where T : struct, IScalar<T>
    {
        if (digest.Length != Keccak256.DigestSize)
        {
            throw new ArgumentException($"A Keccak-256 digest has {Keccak256.DigestSize} bytes.", nameof(digest));
        }
        const ulong WithoutTopByte = ulong.MaxValue >> 8;
        return T.FromCanonical(
            BinaryPrimitives.ReadUInt64BigEndian(digest[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(digest[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(digest[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(digest) & WithoutTopByte);
    }
}
