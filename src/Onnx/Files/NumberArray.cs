using System.Runtime.InteropServices;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Files;

/// <summary>
/// The numbers of a file, row-major, in the format that they have there: nothing is rounded before it is known what a
/// model wants. The bytes are shared with the file's content and must not be modified; reading is thread-safe.
/// </summary>
public sealed class NumberArray
{
    /// <summary>Beyond this a float may stand for an integer next to the one that was meant.</summary>
    private const double LargestExact = 1L << 53;

    private readonly ReadOnlyMemory<byte> bytes;

    /// <param name="shape">At least one number.</param>
    /// <param name="format">How each is stored.</param>
    /// <param name="bytes">As many as shape and format say; throws <see cref="ArgumentException"/> otherwise.</param>
    public NumberArray(int[] shape, NumberFormat format, ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Length / format.Size();
        var expected = shape.Aggregate(1L, (n, d) => checked(n * d));
        if (expected != length || bytes.Length % format.Size() != 0) throw new ArgumentException($"{bytes.Length} bytes do not hold {expected} numbers", nameof(bytes));
        (Shape, Format, Length, this.bytes) = (shape, format, length, bytes);
    }

    public int[] Shape { get; }

    public NumberFormat Format { get; }

    /// <summary>How many numbers.</summary>
    public int Length { get; }

    /// <summary>Integers as they are.</summary>
    public static NumberArray Of(long[] values, int[] shape) => new(shape, NumberFormat.Int64, MemoryMarshal.AsBytes<long>(values).ToArray());

    /// <summary>Reals as they are.</summary>
    public static NumberArray Of(double[] values, int[] shape) => new(shape, NumberFormat.Float64, MemoryMarshal.AsBytes<double>(values).ToArray());

    /// <summary>Number <paramref name="index"/> as a real; large integers are rounded, NaN and infinities are themselves.</summary>
    public double Real(int index) => Format switch
    {
        NumberFormat.Float32 => At<float>(index),
        NumberFormat.Float64 => At<double>(index),
        NumberFormat.Float16 => (double)At<Half>(index),
        NumberFormat.UInt64 => At<ulong>(index),
        _ => Integer(index),
    };

    /// <summary>
    /// Number <paramref name="index"/> as an integer; false when it is none, is larger than 64 signed bits, or is a float so
    /// large that it may have been rounded.
    /// </summary>
    public bool TryInteger(int index, out long value)
    {
        value = 0;
        if (Format == NumberFormat.UInt64)
        {
            value = unchecked((long)At<ulong>(index));
            return value >= 0;
        }
        if (Format.IsInteger())
        {
            value = Integer(index);
            return true;
        }
        var real = Real(index);
        if (!(Math.Abs(real) <= LargestExact) || Math.Floor(real) != real) return false;
        value = (long)real;
        return true;
    }

    /// <summary>The number as text, exactly.</summary>
    public string Text(int index) => Format switch
    {
        NumberFormat.UInt64 => $"{At<ulong>(index)}",
        _ when Format.IsInteger() => $"{Integer(index)}",
        _ => FormattableString.Invariant($"{Real(index)}"),
    };

    /// <summary>float32 numbers from <paramref name="start"/> on, each rounded once.</summary>
    internal float[] Floats(int start, int count)
    {
        var values = new float[count];
        if (Format == NumberFormat.Float32)
        {
            MemoryMarshal.Cast<byte, float>(bytes.Span).Slice(start, count).CopyTo(values);
            return values;
        }
        for (var k = 0; k < count; k++) values[k] = Format.IsInteger() && Format != NumberFormat.UInt64 ? Integer(start + k) : (float)Real(start + k);
        return values;
    }

    /// <summary>The whole as a tensor: reals as float32, integers as int64.</summary>
    internal Tensor ToTensor()
    {
        if (!Format.IsInteger()) return new FloatTensor(Floats(0, Length), Shape);
        var values = new long[Length];
        for (var k = 0; k < values.Length; k++)
        {
            if (!TryInteger(k, out values[k])) throw new InputFormatException($"expected integers of 64 signed bits; found {Text(k)} at index {k}");
        }
        return new LongTensor(values, Shape);
    }

    private long Integer(int index) => Format switch
    {
        NumberFormat.Bool or NumberFormat.UInt8 => At<byte>(index),
        NumberFormat.Int8 => At<sbyte>(index),
        NumberFormat.Int16 => At<short>(index),
        NumberFormat.UInt16 => At<ushort>(index),
        NumberFormat.Int32 => At<int>(index),
        NumberFormat.UInt32 => At<uint>(index),
        _ => At<long>(index),
    };

    private T At<T>(int index)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes.Span)[index];
}
