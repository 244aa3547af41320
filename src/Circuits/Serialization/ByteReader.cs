using System.Buffers.Binary;
using System.Text;

namespace Zkml.Circuits.Serialization;

/// <summary>
/// Reads the primitives of the binary formats. Every count is checked against the bytes that are left, so that what a
/// decoder allocates stays a small multiple of the input.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> rest = bytes;

    public readonly int Remaining => rest.Length;

    public byte Byte() => Take(1)[0];

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Byte();
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw new MalformedBytesException("a varint above 64 bits");
    }

    /// <summary>An index or small number in [0, <paramref name="max"/>].</summary>
    public int Number(int max)
    {
        var value = Unsigned();
        return value <= (ulong)max ? (int)value : throw new MalformedBytesException($"{value} where at most {max} is possible");
    }

    /// <summary>The number of items that follow, each of at least <paramref name="itemBytes"/> bytes.</summary>
    public int Count(int itemBytes) => Number(rest.Length / itemBytes);

    public long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public int SignedInt()
    {
        var value = Signed();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new MalformedBytesException($"{value} is no 32-bit number");
    }

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var b => throw new MalformedBytesException($"{b} is no truth value"),
    };

    public double Double() => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    public string Text()
    {
        var bytes = Take(Count(1));
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedBytesException("text that is not UTF-8");
        }
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length) throw new MalformedBytesException("the bytes end too early");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
