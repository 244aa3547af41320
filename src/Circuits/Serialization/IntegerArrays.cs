using System.Buffers.Binary;
using System.Numerics.Tensors;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>
/// Arrays of integers: varints for the few of an attribute, and for weights a common width in bytes, the least in which
/// every entry fits in two's complement.
/// </summary>
internal static class IntegerArrays
{
    public static void Write(ByteWriter to, int[] values)
    {
        to.Count(values.Length);
        foreach (var value in values) to.Signed(value);
    }

    public static int[] ReadInts(ref ByteReader from) => from.List(1, (ref ByteReader r) => r.SignedInt());

    public static void WritePacked(ByteWriter to, long[] values)
    {
        var width = WidthOf(values);
        to.Count(values.Length);
        to.Byte((byte)width);
        Span<byte> bytes = stackalloc byte[8];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            to.Bytes(bytes[..width]);
        }
    }

    public static long[] ReadPacked(ref ByteReader from)
    {
        var count = from.Count(1);
        var width = from.Byte();
        from.Require(width is >= 1 and <= 8, $"integers of {width} bytes");
        if (!from.Failed && count > from.Remaining / width) from.Fail("truncated");
        if (from.Failed) return [];
        var packed = from.Take(count * width);
        var values = new long[count];
        var unused = 64 - (8 * width);
        Span<byte> bytes = stackalloc byte[8];
        for (var k = 0; k < count; k++)
        {
            packed.Slice(k * width, width).CopyTo(bytes);
            // The shifts drop what an earlier copy left above the width and extend the sign.
            values[k] = BinaryPrimitives.ReadInt64LittleEndian(bytes) << unused >> unused;
        }
        return values;
    }

    private static int WidthOf(long[] values)
    {
        if (values.Length == 0) return 1;
        var (min, max) = (TensorPrimitives.Min<long>(values), TensorPrimitives.Max<long>(values));
        for (var width = 1; width < 8; width++)
        {
            var bound = 1L << ((8 * width) - 1);
            if (min >= -bound && max < bound) return width;
        }
        return 8;
    }
}
