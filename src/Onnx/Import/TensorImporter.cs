using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Import;

/// <summary>Converts tensors stored in the model: float types to float32; integer types and bool keep their type.</summary>
internal static class TensorImporter
{
    /// <summary>
    /// Throws <see cref="OnnxImportException"/>, with <paramref name="what"/> as the subject, when the data type or the
    /// storage is unsupported, the data does not match the dimensions, or a float is NaN or infinite.
    /// </summary>
    public static Tensor Import(TensorProto proto, string what)
    {
        if (proto.DataLocation != TensorProto.Types.DataLocation.Default || proto.ExternalData.Count > 0)
        {
            throw new OnnxImportException($"{what} is stored in an external data file, which is not supported; save the model as a single file (onnx.save with save_as_external_data=False)");
        }
        if (proto.Segment is not null) throw new OnnxImportException($"{what} is split into segments, which is not supported");
        var shape = ShapeLimits.FromLongs(proto.Dims.ToArray(), what);
        var count = ShapeLimits.Count(shape, what);
        return (DataType)proto.DataType switch
        {
            DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16 => Floats(proto, shape, count, what),
            DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8 or DataType.Uint8 or DataType.Uint16
                or DataType.Uint32 or DataType.Uint64 or DataType.Bool => Longs(proto, shape, count, what),
            _ => throw new OnnxImportException($"{what} has the unsupported data type {(DataType)proto.DataType}; supported are float16, bfloat16, float32, float64, bool and integers"),
        };
    }

    private static FloatTensor Floats(TensorProto proto, int[] shape, int count, string what)
    {
        var type = (DataType)proto.DataType;
        var data = proto.RawData.Length > 0
            ? RawTensorData.Floats(proto.RawData.Span, type, count, what)
            : type switch
            {
                DataType.Float => Typed(proto.FloatData, count, what, x => x),
                DataType.Double => Typed(proto.DoubleData, count, what, x => (float)x),
                DataType.Float16 => Typed(proto.Int32Data, count, what, x => (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)x))),
                _ => Typed(proto.Int32Data, count, what, x => BitConverter.Int32BitsToSingle(x << 16)),
            };
        var bad = data.AsSpan().IndexOfNonFinite();
        if (bad >= 0)
        {
            throw new OnnxImportException($"{what} contains {data[bad]} at index {bad} (NaN, infinite or beyond float32); a model with such weights cannot be proven");
        }
        return new FloatTensor(data, shape);
    }

    private static LongTensor Longs(TensorProto proto, int[] shape, int count, string what)
    {
        var data = proto.RawData.Length > 0
            ? RawTensorData.Longs(proto.RawData.Span, (DataType)proto.DataType, count, what)
            : (DataType)proto.DataType switch
            {
                DataType.Int64 => Typed(proto.Int64Data, count, what, x => x),
                DataType.Uint32 => Typed(proto.Uint64Data, count, what, x => (long)(uint)x),
                DataType.Uint64 => Typed(proto.Uint64Data, count, what, unchecked(x => (long)x)),
                _ => Typed(proto.Int32Data, count, what, x => (long)x),
            };
        var element = (ElementType)proto.DataType;
        if (element == ElementType.UInt64 && data.Any(x => x < 0)) throw new OnnxImportException($"{what} contains a uint64 of 2^63 or more, which is not supported");
        // A typed field of 32 bits may hold more than the element type does.
        return new LongTensor(Array.ConvertAll(data, x => element.Wrap(x)), shape, element);
    }

    private static TTo[] Typed<TFrom, TTo>(IReadOnlyList<TFrom> field, int count, string what, Func<TFrom, TTo> convert)
    {
        if (field.Count != count)
        {
            throw new OnnxImportException($"{what} holds {field.Count} elements where its dimensions require {count}; the model is malformed");
        }
        var data = new TTo[count];
        for (var i = 0; i < count; i++) data[i] = convert(field[i]);
        return data;
    }
}
