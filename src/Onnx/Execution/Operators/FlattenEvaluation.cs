using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Matrix of shape [product of the dimensions before axis, product of the rest]; axis is 1 by default.</summary>
internal sealed class FlattenEvaluation : IFloatOperator
{
    public string OpType => "Flatten";


    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];
}
