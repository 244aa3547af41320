
namespace Zkml.Onnx.Graph;

/// <summary>Checked arithmetic on tensor shapes (row-major, outermost dimension first).</summary>
public static class TensorShape
{
    /// <summary>Largest number of elements of any value in a graph.</summary>
    public const int MaxElements = 1 << 26;

    /// <summary>Largest number of dimensions of any value in a graph.</summary>
    public const int MaxRank = 8;

    /// <summary>
    /// Number of elements of a shape.
    /// Throws <see cref="GraphException"/>, starting with <paramref name="what"/>, when a dimension is negative,
    /// or the rank or the element count is over the limits above.
    /// </summary>
    public static int Count(ReadOnlySpan<int> shape, string what)
    {
        if (shape.Length > MaxRank) throw new GraphException($"{what} has {shape.Length} dimensions; at most {MaxRank} are supported");
        long count = 1;
        var empty = false;
        foreach (var dimension in shape)
        {
            if (dimension < 0) throw new GraphException($"{what} has the negative dimension {dimension} in {Format(shape)}");
            // Zeros are left out of the bound, so that the product of any part of an accepted shape fits an int.
            empty |= dimension == 0;
            count *= Math.Max(dimension, 1);
            if (count > MaxElements)
            {
                throw new GraphException($"{what} of shape {Format(shape)} has more than {MaxElements} elements, the largest supported size");
            }
        }
        return empty ? 0 : (int)count;
    }

    /// <summary>Narrows 64-bit dimensions and checks them as <see cref="Count"/> does.</summary>
    public static int[] FromLongs(ReadOnlySpan<long> dimensions, string what)
    {
        if (dimensions.Length > MaxRank)
        {
            throw new GraphException($"{what} has {dimensions.Length} dimensions; at most {MaxRank} are supported");
        }
        var shape = new int[dimensions.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            if (dimensions[i] is < 0 or > MaxElements)
            {
                throw new GraphException($"{what} has a dimension of {dimensions[i]}; it must be between 0 and {MaxElements}");
            }
            shape[i] = (int)dimensions[i];
        }
        Count(shape, what);
        return shape;
    }

    /// <summary>Product of the dimensions in [start, end) of an already checked shape.</summary>
    public static int Product(ReadOnlySpan<int> shape, int start, int end)
    {
        var product = 1;
        for (var i = start; i < end; i++) product *= shape[i];
        return product;
    }

    /// <summary>Row-major strides of an already checked shape.</summary>
    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        var strides = new int[shape.Length];
        var stride = 1;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /// <summary>The shape as text, such as [1, 3, 28, 28].</summary>
    public static string Format(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
