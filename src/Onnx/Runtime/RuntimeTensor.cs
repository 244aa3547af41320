using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Zkml.Onnx.Graph;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Zkml.Onnx.Runtime;

/// <summary>Converts tensors between this project and ONNX Runtime, element type by element type.</summary>
internal static class RuntimeTensor
{
    /// <summary>
    /// A value of the element type that the model declares; float32 and int64 are not copied. Throws <see cref="ArgumentException"/> when an integer does not
    /// fit it, or floats are given for an integer type.
    /// </summary>
    public static OrtValue Of(Tensor tensor, TensorElementType type) => type switch
    {
        TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Floats(tensor), Shape(tensor)),
        TensorElementType.Double => Create(tensor, Array.ConvertAll(Floats(tensor), x => (double)x)),
        TensorElementType.Float16 => Create(tensor, Array.ConvertAll(Floats(tensor), x => new Float16(BitConverter.HalfToUInt16Bits((Half)x)))),
        TensorElementType.BFloat16 => Create(tensor, Array.ConvertAll(Floats(tensor), x => (BFloat16)x)),
        TensorElementType.Int64 => Create(tensor, Longs(tensor)),
        TensorElementType.Int32 => Integers<int>(tensor),
        TensorElementType.Int16 => Integers<short>(tensor),
        TensorElementType.Int8 => Integers<sbyte>(tensor),
        TensorElementType.UInt64 => Integers<ulong>(tensor),
        TensorElementType.UInt32 => Integers<uint>(tensor),
        TensorElementType.UInt16 => Integers<ushort>(tensor),
        TensorElementType.UInt8 => Integers<byte>(tensor),
        TensorElementType.Bool => Create(tensor, Array.ConvertAll(Longs(tensor), x => x != 0)),
        _ => throw new ArgumentException($"tensors of type {type} are not supported", nameof(type)),
    };

    /// <summary>A copy of a value; throws <see cref="GraphException"/> for types without numbers, or integers beyond 64 signed bits.</summary>
    public static Tensor Copy(OrtValue value)
    {
        if (!value.IsTensor) throw new GraphException("the model computes a sequence or map; only tensors are supported");
        var info = value.GetTensorTypeAndShape();
        var shape = ShapeLimits.FromLongs(info.Shape, "a value computed by ONNX Runtime");
        return info.ElementDataType switch
        {
            TensorElementType.Float => new FloatTensor(value.GetTensorDataAsSpan<float>().ToArray(), shape),
            TensorElementType.Double => new FloatTensor(Convert<double, float>(value, x => (float)x), shape),
            TensorElementType.Float16 => new FloatTensor(Convert<Float16, float>(value, x => (float)BitConverter.UInt16BitsToHalf(x.value)), shape),
            TensorElementType.BFloat16 => new FloatTensor(Convert<BFloat16, float>(value, x => (float)x), shape),
            TensorElementType.Int64 => new LongTensor(value.GetTensorDataAsSpan<long>().ToArray(), shape),
            TensorElementType.Int32 => new LongTensor(Convert<int, long>(value, x => x), shape, ElementType.Int32),
            TensorElementType.Int16 => new LongTensor(Convert<short, long>(value, x => x), shape, ElementType.Int16),
            TensorElementType.Int8 => new LongTensor(Convert<sbyte, long>(value, x => x), shape, ElementType.Int8),
            TensorElementType.UInt64 => new LongTensor(Convert<ulong, long>(value, Signed), shape, ElementType.UInt64),
            TensorElementType.UInt32 => new LongTensor(Convert<uint, long>(value, x => x), shape, ElementType.UInt32),
            TensorElementType.UInt16 => new LongTensor(Convert<ushort, long>(value, x => x), shape, ElementType.UInt16),
            TensorElementType.UInt8 => new LongTensor(Convert<byte, long>(value, x => x), shape, ElementType.UInt8),
            TensorElementType.Bool => new LongTensor(Convert<bool, long>(value, x => x ? 1 : 0), shape, ElementType.Bool),
            _ => throw new GraphException($"the model computes a tensor of type {info.ElementDataType}, which is not supported"),
        };
    }

    private static OrtValue Create<T>(Tensor tensor, T[] data)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(data, Shape(tensor));

    private static OrtValue Integers<T>(Tensor tensor)
        where T : unmanaged, INumberBase<T>
    {
        try
        {
            return Create(tensor, Array.ConvertAll(Longs(tensor), T.CreateChecked));
        }
        catch (OverflowException e)
        {
            throw new ArgumentException($"a number does not fit the type {typeof(T).Name} of the model", nameof(tensor), e);
        }
    }

    private static float[] Floats(Tensor tensor) => tensor switch
    {
        FloatTensor floats => floats.Data,
        LongTensor longs => Array.ConvertAll(longs.Data, x => (float)x),
        _ => throw new ArgumentException($"a tensor of {tensor.Kind} is given", nameof(tensor)),
    };

    private static long[] Longs(Tensor tensor) => tensor is LongTensor longs
        ? longs.Data
        : throw new ArgumentException("floats are given where the model declares integers", nameof(tensor));

    private static long Signed(ulong value) => value <= long.MaxValue
        ? (long)value
        : throw new GraphException($"the model computes the integer {value}, which is beyond 63 bits");

    private static TTo[] Convert<TFrom, TTo>(OrtValue value, Converter<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        var source = value.GetTensorDataAsSpan<TFrom>();
        var result = new TTo[source.Length];
        for (var i = 0; i < result.Length; i++) result[i] = convert(source[i]);
        return result;
    }

    private static long[] Shape(Tensor tensor) => Array.ConvertAll(tensor.Shape, size => (long)size);
}
