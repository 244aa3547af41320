using System.Buffers.Binary;
using System.Text;
using Zkml.Algebra.Curves;

namespace Zkml.Verifier.Codec;

/// <summary>
/// Reads what <see cref="ByteWriter"/> writes. Every method answers false on hostile bytes (truncated, non-canonical);
/// none throws or allocates more than the bytes that are there.
/// </summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => bytes.Length - Position;

    public bool TryBytes(long count, out ReadOnlySpan<byte> result)
    {
        result = default;
        if (count < 0 || count > Remaining) return false;
        result = bytes.Slice(Position, (int)count);
        Position += (int)count;
        return true;
    }

    public bool TryAscii(string expected) =>
        TryBytes(expected.Length, out var found) && found.SequenceEqual(Encoding.ASCII.GetBytes(expected));

    public bool TryBlock(out ReadOnlySpan<byte> result)
    {
        result = default;
        return TryUnsigned(out var length) && length <= int.MaxValue && TryBytes((long)length, out result);
    }

    public bool TryText(int maxLength, out string text)
    {
        text = "";
        if (!TryBlock(out var block) || block.Length > maxLength) return false;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(block);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Minimal LEB128 of at most 64 bits.</summary>
    public bool TryUnsigned(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!TryBytes(1, out var one)) return false;
            var low = (ulong)(one[0] & 0x7f);
            if (shift == 63 && low > 1) return false;
            value |= low << shift;
            if (one[0] < 0x80) return one[0] != 0 || shift == 0;
        }
        return false;
    }

    public bool TryCount(int max, out int value)
    {
        value = 0;
        if (!TryUnsigned(out var count) || count > (ulong)max) return false;
        value = (int)count;
        return true;
    }

    public bool TrySigned(out long value)
    {
        value = 0;
        if (!TryUnsigned(out var zigzag)) return false;
        value = unchecked((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
        return true;
    }

    public bool TryDouble(out double value)
    {
        value = 0;
        if (!TryBytes(8, out var found)) return false;
        value = BinaryPrimitives.ReadDoubleBigEndian(found);
        return true;
    }

    public bool TryScalar(out Fr value)
    {
        value = default;
        return TryBytes(32, out var found) && Fr.TryFromBytes(found, out value);
    }

    public bool TryPoint(out G1Affine value)
    {
        value = default;
        return TryBytes(G1Affine.ByteLength, out var found) && G1Affine.TryFromBytes(found, out value);
    }

    public bool TryPoint(out G2Affine value)
    {
        value = default;
        return TryBytes(G2Affine.ByteLength, out var found) && G2Affine.TryFromBytes(found, out value);
    }
}
