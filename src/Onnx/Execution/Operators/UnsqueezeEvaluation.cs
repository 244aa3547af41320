using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Inserts dimensions of size 1 at the given axes of the result.</summary>
internal sealed class UnsqueezeEvaluation : IFloatOperator
{
    public string OpType => "Unsqueeze";


    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];
}
