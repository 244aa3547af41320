using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>Multidirectional (NumPy) broadcasting of a node's inputs.</summary>
internal static class Broadcasting
{
    /// <summary>The common shape; throws a graph exception naming the node when the shapes do not fit.</summary>
    public static int[] Shape(NodeContext context, int[] a, int[] b) =>
        TensorShape.Broadcast(a, b)
        ?? throw context.Fail($"shapes {TensorShape.Describe(a)} and {TensorShape.Describe(b)} cannot be broadcast together");

    /// <summary>
    /// For every element of <paramref name="result"/> in row-major order, the index of the element of a tensor of shape
    /// <paramref name="shape"/> that broadcasts to it; null when the shapes have the same elements in the same order.
    /// </summary>
    public static int[]? Indices(ReadOnlySpan<int> shape, ReadOnlySpan<int> result) =>
        TensorShape.Size(shape) == TensorShape.Size(result)
            ? null
            : TensorShape.Offsets(result, TensorShape.BroadcastStrides(shape, result));
}
