using Zkml.Tensors;

namespace Zkml.Onnx.Graph;

/// <summary>What a tensor holds: every ONNX float type becomes Float, every integer type and bool becomes Integer.</summary>
public enum ElementKind
{
    Float,
    Integer,
}

/// <summary>Element type and static shape of a value.</summary>
public sealed record TensorType(ElementType Element, int[] Shape)
{
    public ElementKind Kind => Element.Kind();

    public static TensorType Float(params int[] shape) => new(ElementType.Float, shape);

    /// <summary>int64.</summary>
    public static TensorType Integer(params int[] shape) => new(ElementType.Int64, shape);

    public override string ToString() => $"{Element}{TensorShape.Describe(Shape)}";

    /// <summary>Equal element types and equal shapes, dimension by dimension.</summary>
    public bool Equals(TensorType? other) =>
        other is not null && Element == other.Element && Shape.AsSpan().SequenceEqual(other.Shape);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Element);
        foreach (var dimension in Shape) hash.Add(dimension);
        return hash.ToHashCode();
    }
}

/// <summary>A dense row-major tensor. The shape and the data must not be modified after construction.</summary>
public abstract class Tensor
{
    /// <summary>Throws <see cref="ArgumentException"/> when the shape does not hold exactly <paramref name="length"/> elements.</summary>
    protected Tensor(int[] shape, int length)
    {
        long count = 1;
        foreach (var dimension in shape) count = dimension < 0 ? -1 : checked(count * dimension);
        if (count != length)
        {
            throw new ArgumentException($"shape {TensorShape.Describe(shape)} does not hold {length} elements", nameof(shape));
        }
        Shape = shape;
        Length = length;
    }

    public int[] Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    public int Rank => Shape.Length;

    /// <summary>Element type: float32 for all floats, the type that the model declares for integers.</summary>
    public abstract ElementType Element { get; }

    public ElementKind Kind => Element.Kind();

    public TensorType Type => new(Element, Shape);

    /// <summary>The same data under another shape with the same number of elements (the data is shared).</summary>
    public abstract Tensor Reshaped(int[] shape);

    /// <summary>A new tensor whose element i is element <paramref name="sources"/>[i] of this one; a negative index gives 0.</summary>
    public abstract Tensor Select(int[] sources, int[] shape);

    private protected static T[] SelectFrom<T>(T[] data, int[] sources)
        where T : struct
    {
        var result = new T[sources.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i] >= 0) result[i] = data[sources[i]];
        }
        return result;
    }
}

/// <summary>float32 tensor, row-major.</summary>
public sealed class FloatTensor(float[] data, int[] shape) : Tensor(shape, data.Length)
{
    public float[] Data { get; } = data;

    public override ElementType Element => ElementType.Float;

    public override FloatTensor Reshaped(int[] shape) => new(Data, shape);

    public override FloatTensor Select(int[] sources, int[] shape) => new(SelectFrom(Data, sources), shape);

    /// <summary>A zero tensor of the given shape.</summary>
    public static FloatTensor Zeros(params int[] shape) => new(new float[TensorShape.Product(shape, 0, shape.Length)], shape);

    /// <summary>A tensor of rank 0.</summary>
    public static FloatTensor Scalar(float value) => new([value], []);
}

/// <summary>Tensor of an integer type or bool (as 0 and 1), row-major; the elements are within the limits of the type.</summary>
public sealed class LongTensor(long[] data, int[] shape, ElementType element = ElementType.Int64) : Tensor(shape, data.Length)
{
    public long[] Data { get; } = data;

    public override ElementType Element => element;

    public override LongTensor Reshaped(int[] shape) => new(Data, shape, Element);

    public override LongTensor Select(int[] sources, int[] shape) => new(SelectFrom(Data, sources), shape, Element);

    /// <summary>A tensor of rank 1.</summary>
    public static LongTensor Vector(params long[] values) => new(values, [values.Length]);
}
