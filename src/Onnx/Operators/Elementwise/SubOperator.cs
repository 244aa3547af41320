using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>x − y with broadcasting. Normal form: a float constant y becomes the Add of −y.</summary>
internal sealed class SubOperator : ArithmeticOperator, INormalForm, IAccumulatingOperator, IIntegerOperator
{
    public static SubOperator Instance { get; } = new();

    public override string Name => "Sub";

    public override string Note => "Add; with a constant: Scale, or folded";

    protected override float Apply(float x, float y) => x - y;

    protected override long Apply(NodeContext context, long x, long y) => unchecked(x - y);

    public void Normalize(GraphEditor editor, FloatNode node) => editor.Nodes.Add(
        editor.Constant(node.Inputs[1]) is { } subtrahend
            ? ConstantOperand.Replaced(editor, node, AddOperator.Instance, subtrahend, y => -y)
            : node);

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    public void Convert(QuantizationContext context, FusedLayer layer) => SumConversion.Convert(context, layer, -1);

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => IntegerArithmetic.ConvertSum(context, node, 1, -1);
}
