using System.Buffers.Binary;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Import;

/// <summary>Decodes the raw_data field of a tensor: packed little-endian elements.</summary>
internal static class RawTensorData
{
    /// <summary>Elements of a float type as float32.</summary>
    public static float[] Floats(ReadOnlySpan<byte> raw, DataType type, int count, string what)
    {
        var size = type switch { DataType.Double => 8, DataType.Float => 4, _ => 2 };
        RequireLength(raw, count, size, what);
        var data = new float[count];
        for (var i = 0; i < count; i++)
        {
            var element = raw.Slice(i * size, size);
            data[i] = type switch
            {
                DataType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                DataType.Float => BinaryPrimitives.ReadSingleLittleEndian(element),
                DataType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
            };
        }
        return data;
    }

    /// <summary>Elements of an integer type or bool as int64.</summary>
    public static long[] Longs(ReadOnlySpan<byte> raw, DataType type, int count, string what)
    {
        var size = type switch
        {
            DataType.Int64 or DataType.Uint64 => 8,
            DataType.Int32 or DataType.Uint32 => 4,
            DataType.Int16 or DataType.Uint16 => 2,
            _ => 1,
        };
        RequireLength(raw, count, size, what);
        var data = new long[count];
        for (var i = 0; i < count; i++) data[i] = Integer(raw.Slice(i * size, size), type);
        return data;
    }

    private static long Integer(ReadOnlySpan<byte> element, DataType type) => type switch
    {
        DataType.Int64 or DataType.Uint64 => BinaryPrimitives.ReadInt64LittleEndian(element),
        DataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
        DataType.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
        DataType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
        DataType.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
        DataType.Int8 => (sbyte)element[0],
        _ => element[0],
    };

    /// <summary>Compares before anything is allocated, so that dimensions cannot ask for more memory than the file provides.</summary>
    private static void RequireLength(ReadOnlySpan<byte> raw, int count, int size, string what)
    {
        if (raw.Length != (long)count * size)
        {
            throw new OnnxImportException($"{what} holds {raw.Length} bytes where its dimensions require {(long)count * size}; the model is malformed or truncated");
        }
    }
}
