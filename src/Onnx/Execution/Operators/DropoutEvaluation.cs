using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Passes its input through: dropout only acts in training. Training mode and use of the mask are refused.</summary>
internal sealed class DropoutEvaluation : IFloatOperator
{
    public string OpType => "Dropout";


    public Tensor[] Execute(EvaluationContext context) => [context.Value(0)];
}
