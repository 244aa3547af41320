using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Zkml.Circuits.Serialization;

/// <summary>Appends the primitives of the binary formats (docs/file-formats.md): LEB128 varints, zigzag for signed.</summary>
internal sealed class ByteWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> buffer = new();

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    public void Unsigned(ulong value)
    {
        var span = buffer.GetSpan(10);
        var n = 0;
        for (; value >= 0x80; value >>= 7) span[n++] = (byte)((value & 0x7F) | 0x80);
        span[n++] = (byte)value;
        buffer.Advance(n);
    }

    /// <summary>A count, index or length; negative ones have no encoding.</summary>
    public void Count(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Unsigned((ulong)value);
    }

    public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Double(double value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(8), BitConverter.DoubleToInt64Bits(value));
        buffer.Advance(8);
    }

    /// <exception cref="ArgumentException">The string is not valid Unicode.</exception>
    public void Text(string value)
    {
        var bytes = StrictUtf8.GetBytes(value);
        Count(bytes.Length);
        Bytes(bytes);
    }
}
