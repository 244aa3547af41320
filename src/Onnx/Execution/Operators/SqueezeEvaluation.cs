using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Removes the given dimensions of size 1, or all of them when no axes are given.</summary>
internal sealed class SqueezeEvaluation : IFloatOperator
{
    public string OpType => "Squeeze";


    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];
}
