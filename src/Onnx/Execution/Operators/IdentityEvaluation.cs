using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Passes its input through.</summary>
internal sealed class IdentityEvaluation : IFloatOperator
{
    public string OpType => "Identity";


    public Tensor[] Execute(EvaluationContext context) => [context.Value(0)];
}
