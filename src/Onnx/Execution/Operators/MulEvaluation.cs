using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
namespace Zkml.Onnx.Execution.Operators;

/// <summary>x · y with broadcasting.</summary>
internal sealed class MulEvaluation : BinaryEvaluation
{
    public override string OpType => "Mul";

    protected override float Apply(float x, float y) => x * y;

    protected override long Apply(NodeContext context, long x, long y) => unchecked(x * y);
}
