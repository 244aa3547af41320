using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Same elements under a constant target shape, where 0 copies a dimension and one −1 is inferred.</summary>
internal sealed class ReshapeEvaluation : IFloatOperator
{
    public string OpType => "Reshape";


    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];

    private static int[] Resolve(NodeContext context, int[] input, long[] target, long[] dimensions, int inferred)
    {
        var shape = TensorShape.FromLongs(dimensions, $"node '{context.Node.Name}' (Reshape): the target shape");
        var known = TensorShape.Product(shape, 0, shape.Length);
        var count = TensorShape.Product(input, 0, input.Length);
        if (inferred >= 0 && known > 0 && count % known == 0)
        {
            shape[inferred] = count / known;
            known = count;
        }
        return known == count ? shape : throw Unfit(context, target);
    }

    private static GraphException Unfit(NodeContext context, long[] target) =>
        context.Fail($"cannot reshape {TensorShape.Format(context.Shape(0))} to [{string.Join(", ", target)}]; if the batch size is baked into the model, export it with batch 1");
}
