using System.Buffers.Binary;
using System.Text;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Transcripts;

/// <summary>
/// The name of one transcript message. Keep instances in static readonly fields: the constructor hashes the name, so
/// that a tag costs one conversion into the field instead of one Keccak permutation.
/// <code>
///   Tag(label, kind, count) = first 120 bits of keccak256(kind ‖ utf8 label) · 2^32 + count  &lt;  2^152
/// </code>
/// with the kind byte 'A' (absorb) or 'C' (challenge).
/// </summary>
public sealed class TranscriptLabel
{
    private const int HashBytes = 15;

    private readonly UInt128 absorbHash;

    private readonly UInt128 challengeHash;

    /// <summary>A label of a fixed name, hashed once.</summary>
    public TranscriptLabel(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        absorbHash = HashName((byte)'A', name);
        challengeHash = HashName((byte)'C', name);
    }

    /// <summary>The name as docs/protocol.md gives it.</summary>
    public string Name { get; }

    public override string ToString() => Name;

    /// <summary>The tag of absorbing <paramref name="count"/> elements.</summary>
    internal T AbsorbTag<T>(int count)
        where T : struct, IScalar<T> => Tag<T>(absorbHash, count);

    /// <summary>The tag of one challenge.</summary>
    internal T ChallengeTag<T>()
        where T : struct, IScalar<T> => Tag<T>(challengeHash, 1);

    private static T Tag<T>(UInt128 hash, int count)
        where T : struct, IScalar<T>
    {
        ulong low = (ulong)hash, high = (ulong)(hash >> 64);
        return T.FromCanonical((low << 32) | (uint)count, (high << 32) | (low >> 32), high >> 32, 0);
    }

    /// <summary>The first 15 digest bytes, read big-endian.</summary>
    private static UInt128 HashName(byte kind, string name)
    {
        byte[] message = [kind, .. Encoding.UTF8.GetBytes(name)];
        Span<byte> digest = stackalloc byte[Keccak256.DigestSize];
        Keccak256.Hash(message, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest) >> (8 * (sizeof(ulong) * 2 - HashBytes));
    }
}
