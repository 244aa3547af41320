using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>x / y with broadcasting, for a constant divisor y.</summary>
internal sealed class DivOperator : BinaryOperator
{
    public override string OpType => "Div";

    public override TensorType[] Infer(InferenceContext context)
    {
        var types = base.Infer(context);
        if (!context.IsConstant(1))
        {
            throw context.Fail($"the divisor '{context.Node.Inputs[1]}' depends on the model input; only division by constants is supported");
        }
        return types;
    }

    protected override float Apply(float x, float y) => x / y;

    protected override long Apply(NodeContext context, long x, long y)
    {
        if (y == 0) throw context.Fail("divides an integer constant by zero");
        // Negation wraps where the division instruction would trap (smallest integer by −1).
        return y == -1 ? unchecked(-x) : x / y;
    }
}
