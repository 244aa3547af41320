using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Zkml.Algebra.Curves;

namespace Zkml.Wire;

/// <summary>Appends the primitives of docs/file-formats.md §1: what <see cref="ByteReader"/> reads. One writer, one thread.</summary>
public sealed class ByteWriter
{
    private const int MaxVarintLength = 10;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>What is written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    public byte[] ToArray() => Written.ToArray();

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    /// <summary>One byte, 0 or 1.</summary>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>ASCII without a length: a magic or the domain of a digest.</summary>
    public void Ascii(string text) => Bytes(Encoding.ASCII.GetBytes(text));

    /// <summary>Minimal LEB128.</summary>
    public void Unsigned(ulong value)
    {
        var span = buffer.GetSpan(MaxVarintLength);
        var n = 0;
        for (; value >= 0x80; value >>= 7) span[n++] = (byte)((value & 0x7F) | 0x80);
        span[n++] = (byte)value;
        buffer.Advance(n);
    }

    /// <summary>A count, index or length in LEB128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, which has no encoding.</exception>
    public void Count(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Unsigned((ulong)value);
    }

    /// <summary>Zigzag, then LEB128.</summary>
    public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>Length-framed bytes.</summary>
    public void Block(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        Bytes(bytes);
    }

    /// <summary>Length-framed UTF-8.</summary>
    /// <exception cref="ArgumentException">The string is not valid Unicode.</exception>
    public void Text(string value) => Block(StrictUtf8.GetBytes(value));

    /// <summary>Eight bytes, two's complement: the numbers of digests.</summary>
    public void Int64BigEndian(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>IEEE 754 bits, the form of tensor descriptions.</summary>
    public void DoubleBigEndian(double value)
    {
        BinaryPrimitives.WriteDoubleBigEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>IEEE 754 bits, the form of integer graphs.</summary>
    public void DoubleLittleEndian(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>32 bytes, big-endian.</summary>
    public void Scalar(Fr value)
    {
        value.ToBytes(buffer.GetSpan(Fr.ByteLength)[..Fr.ByteLength]);
        buffer.Advance(Fr.ByteLength);
    }

    /// <summary>x‖y, big-endian.</summary>
    public void Point(G1Affine value)
    {
        value.ToBytes(buffer.GetSpan(G1Affine.ByteLength)[..G1Affine.ByteLength]);
        buffer.Advance(G1Affine.ByteLength);
    }

    /// <summary>x.c1‖x.c0‖y.c1‖y.c0, big-endian.</summary>
    public void Point(G2Affine value)
    {
        value.ToBytes(buffer.GetSpan(G2Affine.ByteLength)[..G2Affine.ByteLength]);
        buffer.Advance(G2Affine.ByteLength);
    }
}
