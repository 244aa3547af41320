using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>x / y with broadcasting, for a constant divisor y.</summary>
internal sealed class DivEvaluation : BinaryEvaluation
{
    public override string OpType => "Div";


    protected override float Apply(float x, float y) => x / y;

    protected override long Apply(NodeContext context, long x, long y)
    {
        if (y == 0) throw context.Fail("divides an integer constant by zero");
        // Negation wraps where the division instruction would trap (smallest integer by −1).
        return y == -1 ? unchecked(-x) : x / y;
    }
}
