using System.Buffers.Binary;
using System.Text;
using Zkml.Algebra.Curves;

namespace Zkml.Verifier.Codec;

/// <summary>Writes the primitive encodings of docs/file-formats.md: big-endian scalars and points, LEB128 integers.</summary>
public sealed class ByteWriter
{
    private readonly MemoryStream stream = new();

    public byte[] ToArray() => stream.ToArray();

    public long Length => stream.Length;

    public void Bytes(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    public void Ascii(string text) => stream.Write(Encoding.ASCII.GetBytes(text));

    /// <summary>Length-framed UTF-8.</summary>
    public void Text(string text) => Block(Encoding.UTF8.GetBytes(text));

    /// <summary>Length-framed bytes.</summary>
    public void Block(ReadOnlySpan<byte> bytes)
    {
        Unsigned((ulong)bytes.Length);
        Bytes(bytes);
    }

    /// <summary>LEB128.</summary>
    public void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            stream.WriteByte(unchecked((byte)(value | 0x80)));
            value >>= 7;
        }
        stream.WriteByte((byte)value);
    }

    /// <summary>Zigzag, then LEB128.</summary>
    public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>IEEE 754 bits, big-endian.</summary>
    public void Double(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Bytes(bytes);
    }

    public void Scalar(Fr value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.ToBytes(bytes);
        Bytes(bytes);
    }

    public void Point(G1Affine value)
    {
        Span<byte> bytes = stackalloc byte[G1Affine.ByteLength];
        value.ToBytes(bytes);
        Bytes(bytes);
    }

    public void Point(G2Affine value) => Bytes(value.ToBytes());
}
