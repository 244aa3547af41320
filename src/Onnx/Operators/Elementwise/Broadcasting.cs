using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>Multidirectional (NumPy) broadcasting: shapes are aligned at their last dimension, 1 stretches.</summary>
internal static class Broadcasting
{
    /// <summary>The common shape; throws an import exception naming the node when the shapes do not fit.</summary>
    public static int[] Shape(NodeContext context, ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var result = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= result.Length; i++)
        {
            var x = i <= a.Length ? a[^i] : 1;
            var y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                throw context.Fail($"shapes {TensorShape.Format(a)} and {TensorShape.Format(b)} cannot be broadcast together");
            }
            result[^i] = x == 1 ? y : x;
        }
        return result;
    }

    /// <summary>
    /// For every element of <paramref name="result"/> in row-major order, the index of the element of a tensor of shape
    /// <paramref name="shape"/> that broadcasts to it; null when the shapes have the same elements in the same order.
    /// </summary>
    public static int[]? Indices(ReadOnlySpan<int> shape, ReadOnlySpan<int> result)
    {
        var count = TensorShape.Product(result, 0, result.Length);
        if (TensorShape.Product(shape, 0, shape.Length) == count) return null;
        var strides = new int[result.Length];
        var own = TensorShape.Strides(shape);
        for (var i = 1; i <= shape.Length; i++) strides[^i] = shape[^i] == 1 ? 0 : own[^i];
        return StridedIndices(result, strides, 0);
    }

    /// <summary>offset + Σ coordinate·stride for every coordinate tuple of a shape, in row-major order.</summary>
    public static int[] StridedIndices(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, int offset)
    {
        var indices = new int[TensorShape.Product(shape, 0, shape.Length)];
        var coordinate = new int[shape.Length];
        var position = offset;
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = position;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                position += strides[axis];
                if (++coordinate[axis] < shape[axis]) break;
                position -= strides[axis] * shape[axis];
                coordinate[axis] = 0;
            }
        }
        return indices;
    }
}
