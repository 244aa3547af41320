using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Matrix of shape [product of the dimensions before axis, product of the rest]; axis is 1 by default.</summary>
internal sealed class FlattenOperator : IFloatOperator
{
    public string OpType => "Flatten";

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var input = context.Type(0);
        var rank = input.Shape.Length;
        var requested = context.Attributes.Int("axis", 1);
        var axis = requested == rank ? rank : context.Axis(requested, rank);
        return [new TensorType(input.Kind, [TensorShape.Product(input.Shape, 0, axis), TensorShape.Product(input.Shape, axis, rank)])];
    }

    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];
}
