using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>x / y with broadcasting, for a constant divisor y. Normal form: the Mul by 1 / y.</summary>
internal sealed class DivOperator : ArithmeticOperator, INormalForm
{
    public static DivOperator Instance { get; } = new();

    public override string Name => "Div";

    public override string Note => "by a constant: becomes Mul";

    internal override TensorType[] Infer(InferenceContext context)
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

    public void Normalize(GraphEditor editor, FloatNode node)
    {
        if (editor.Constant(node.Inputs[1]) is not { } divisor)
        {
            editor.Nodes.Add(node);
            return;
        }
        if (divisor.Data.AsSpan().Contains(0f)) throw node.Fail("divides by a constant that contains 0");
        editor.Nodes.Add(ConstantOperand.Replaced(editor, node, MulOperator.Instance, divisor, y => 1 / y));
    }
}
