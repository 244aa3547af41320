using System.Buffers.Binary;

namespace Zkml.Algebra.Hashing;

/// <summary>
/// Keccak-256 as Ethereum uses it: the sponge over Keccak-f[1600] with rate 1088 bits, capacity 512 bits and the
/// original multi-rate padding pad10*1, i.e. first padding byte 0x01. SHA3-256 differs only in that byte (0x06).
/// Source: "The Keccak reference", version 3.0, §1.1.
/// </summary>
public sealed class Keccak256
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestSize = 32;

    /// <summary>Bytes absorbed per permutation.</summary>
    public const int Rate = 136;

    internal const byte KeccakPadding = 0x01;

    private readonly ulong[] state = new ulong[KeccakF1600.Lanes];

    private int position;

    /// <summary>The digest of one message, with no allocation.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> digest) => Hash(message, KeccakPadding, digest);

    /// <summary>The digest of one message as a new array.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        var digest = new byte[DigestSize];
        Hash(message, digest);
        return digest;
    }

    /// <summary>The same sponge with another padding byte; tests compare 0x06 with the platform's SHA3-256.</summary>
    internal static void Hash(ReadOnlySpan<byte> message, byte padding, Span<byte> digest)
    {
        Span<ulong> state = stackalloc ulong[KeccakF1600.Lanes];
        state.Clear();
        var position = Absorb(state, 0, message);
        Squeeze(state, position, padding, digest);
    }

    /// <summary>Appends bytes to the message.</summary>
    public void Update(ReadOnlySpan<byte> data) => position = Absorb(state, position, data);

    /// <summary>Writes the digest of all bytes so far and starts a new message.</summary>
    public void Finish(Span<byte> digest)
    {
        Squeeze(state, position, KeccakPadding, digest);
        Array.Clear(state);
        position = 0;
    }

    /// <summary>XORs data into the rate part from a byte position on; returns the new position.</summary>
    private static int Absorb(Span<ulong> state, int position, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int taken;
            if (position == 0 && data.Length >= Rate)
            {
                XorBlock(state, data[..Rate]);
                taken = Rate;
            }
            else
            {
                taken = Math.Min(Rate - position, data.Length);
                for (var i = 0; i < taken; i++) XorByte(state, position + i, data[i]);
            }

            data = data[taken..];
            position += taken;
            if (position < Rate) continue;
            KeccakF1600.Permute(state);
            position = 0;
        }

        return position;
    }

    private static void Squeeze(Span<ulong> state, int position, byte padding, Span<byte> digest)
    {
        if (digest.Length != DigestSize) throw new ArgumentException($"A Keccak-256 digest has {DigestSize} bytes.", nameof(digest));
        XorByte(state, position, padding);
        XorByte(state, Rate - 1, 0x80);
        KeccakF1600.Permute(state);
        for (var lane = 0; lane < DigestSize / sizeof(ulong); lane++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(lane * sizeof(ulong))..], state[lane]);
        }
    }

    private static void XorBlock(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var lane = 0; lane < Rate / sizeof(ulong); lane++)
        {
            state[lane] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(lane * sizeof(ulong))..]);
        }
    }

    /// <summary>Byte i of the state is byte i mod 8, little-endian, of lane i / 8 on every machine.</summary>
    private static void XorByte(Span<ulong> state, int index, byte value) =>
        state[index >> 3] ^= (ulong)value << ((index & 7) << 3);
}
