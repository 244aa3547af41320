using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Permutes the dimensions: output dimension i is input dimension perm[i] (reversed order by default).</summary>
internal sealed class TransposeEvaluation : IFloatOperator
{
    public string OpType => "Transpose";


    public Tensor[] Execute(EvaluationContext context)
    {
        var strides = TensorShape.Strides(context.Shape(0));
        var permuted = Array.ConvertAll(Permutation(context), axis => strides[axis]);
        var sources = Broadcasting.StridedIndices(context.OutputShape, permuted, 0);
        return [context.Value(0).Select(sources, context.OutputShape)];
    }

    private static int[] Permutation(NodeContext context)
    {
        var rank = context.Shape(0).Length;
        var requested = context.Attributes.Ints("perm");
        if (requested is null) return [.. Enumerable.Range(0, rank).Reverse()];
        var permutation = Array.ConvertAll(requested, axis => context.Axis(axis, rank));
        if (permutation.Length != rank || permutation.Distinct().Count() != rank)
        {
            throw context.Fail($"perm [{string.Join(", ", requested)}] is not a permutation of the {rank} dimensions of the input");
        }
        return permutation;
    }
}
