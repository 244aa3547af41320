using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Zkml.Onnx.Graph;

/// <summary>
/// The elements of a tensor as packed little-endian bytes of its element type, bool as one byte: raw_data of ONNX files
/// and the data of folded.bin.
/// </summary>
internal static class ElementBytes
{
    /// <summary>Bytes per element of a type that tensors here have.</summary>
    public static int Size(ElementType type) => type == ElementType.Float ? 4 : (type.Bits() + 7) / 8;

    /// <summary>The bytes of a tensor.</summary>
    public static byte[] Pack(Tensor tensor)
    {
        // The build targets little-endian machines only, as .NET does on all its current platforms.
        if (tensor is FloatTensor floats) return MemoryMarshal.AsBytes(floats.Data.AsSpan()).ToArray();
        var longs = ((LongTensor)tensor).Data;
        var size = Size(tensor.Element);
        var bytes = new byte[(long)longs.Length * size];
        Span<byte> element = stackalloc byte[8];
        for (var i = 0; i < longs.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(element, longs[i]);
            element[..size].CopyTo(bytes.AsSpan(i * size));
        }
        return bytes;
    }

    /// <summary>
    /// The tensor of these bytes, or null when their number does not fit the shape or an element is not one of the type: a
    /// bool other than 0 and 1, a uint64 from 2^63 on.
    /// </summary>
    public static Tensor? Unpack(ReadOnlySpan<byte> bytes, TensorType type)
    {
        var count = ShapeLimits.Count(type.Shape, "a tensor");
        var size = Size(type.Element);
        if (bytes.Length != (long)count * size) return null;
        if (type.Element == ElementType.Float) return new FloatTensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), type.Shape);
        var longs = new long[count];
        Span<byte> element = stackalloc byte[8];
        for (var i = 0; i < count; i++)
        {
            bytes.Slice(i * size, size).CopyTo(element);
            var raw = BinaryPrimitives.ReadInt64LittleEndian(element);
            longs[i] = type.Element.Wrap(raw);
            if ((type.Element == ElementType.Bool && raw != longs[i]) || (type.Element == ElementType.UInt64 && raw < 0)) return null;
        }
        return new LongTensor(longs, type.Shape, type.Element);
    }
}
