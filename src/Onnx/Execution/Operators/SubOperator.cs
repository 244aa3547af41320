namespace Zkml.Onnx.Execution.Operators;

/// <summary>x − y with broadcasting.</summary>
internal sealed class SubOperator : BinaryOperator
{
    public override string OpType => "Sub";

    protected override float Apply(float x, float y) => x - y;

    protected override long Apply(NodeContext context, long x, long y) => unchecked(x - y);
}
