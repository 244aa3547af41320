namespace Zkml.Onnx.Graph;

/// <summary>The element types of ONNX (TensorProto.DataType, with its numbers) that values of a graph can have.</summary>
public enum ElementType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>Properties of element types.</summary>
public static class ElementTypes
{
    /// <summary>Widest type whose whole range is small enough to be the range of a graph input.</summary>
    public const int NarrowBits = 16;

    /// <summary>Whether a number of TensorProto.DataType is one of the types above.</summary>
    public static bool IsSupported(long number) => number is >= 1 and <= 16 && Enum.IsDefined((ElementType)number);

    /// <summary>True for the float types, all of which are float32 here.</summary>
    public static bool IsFloat(this ElementType type) =>
        type is ElementType.Float or ElementType.Float16 or ElementType.Double or ElementType.BFloat16;

    /// <summary>The kind of value: real numbers, or exact integers (bool is 0 and 1).</summary>
    public static ElementKind Kind(this ElementType type) => type.IsFloat() ? ElementKind.Float : ElementKind.Integer;

    /// <summary>Width of an integer type; 1 for bool. Throws <see cref="ArgumentException"/> for a float type.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.Bool => 1,
        ElementType.UInt8 or ElementType.Int8 => 8,
        ElementType.UInt16 or ElementType.Int16 => 16,
        ElementType.UInt32 or ElementType.Int32 => 32,
        ElementType.UInt64 or ElementType.Int64 => 64,
        _ => throw new ArgumentException($"{type} is not an integer type", nameof(type)),
    };

    /// <summary>Smallest and largest value of an integer type; uint64 ends at 2^63 − 1, the largest that a tensor here holds.</summary>
    public static (long Min, long Max) Limits(this ElementType type)
    {
        var bits = type.Bits();
        if (bits == 64) return (type == ElementType.UInt64 ? 0 : long.MinValue, long.MaxValue);
        var isSigned = type is ElementType.Int8 or ElementType.Int16 or ElementType.Int32;
        return isSigned ? (-(1L << (bits - 1)), (1L << (bits - 1)) - 1) : (0, (1L << bits) - 1);
    }

    /// <summary>The value modulo 2^bits in the range of the type, as ONNX arithmetic on fixed widths gives it; bool is not zero.</summary>
    public static long Wrap(this ElementType type, long value) => type switch
    {
        ElementType.Bool => value != 0 ? 1 : 0,
        ElementType.UInt8 => unchecked((byte)value),
        ElementType.Int8 => unchecked((sbyte)value),
        ElementType.UInt16 => unchecked((ushort)value),
        ElementType.Int16 => unchecked((short)value),
        ElementType.UInt32 => unchecked((uint)value),
        ElementType.Int32 => unchecked((int)value),
        _ => value,
    };
}
