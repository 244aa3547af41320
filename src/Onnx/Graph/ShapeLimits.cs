using Zkml.Tensors;

namespace Zkml.Onnx.Graph;

/// <summary>Checks of shapes that files state, with the limits of <see cref="TensorShape"/>.</summary>
public static class ShapeLimits
{
    /// <summary>
    /// Number of elements of a shape. Throws <see cref="GraphException"/>, starting with <paramref name="what"/>, when a
    /// dimension is negative, or the rank or the element count is over the limits.
    /// </summary>
    public static int Count(ReadOnlySpan<int> shape, string what)
    {
        Require(Array.ConvertAll(shape.ToArray(), dimension => (long)dimension), what);
        return TensorShape.Size(shape);
    }

    /// <summary>Narrows 64-bit dimensions and checks them as <see cref="Count"/> does.</summary>
    public static int[] FromLongs(ReadOnlySpan<long> dimensions, string what)
    {
        Require(dimensions, what);
        return Array.ConvertAll(dimensions.ToArray(), dimension => (int)dimension);
    }

    private static void Require(ReadOnlySpan<long> shape, string what)
    {
        if (TensorShape.Error(shape) is { } error) throw new GraphException($"{what} {error}");
    }
}
