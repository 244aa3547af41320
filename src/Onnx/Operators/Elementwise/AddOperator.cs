using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>x + y with broadcasting. Normal form: a constant operand is input 1.</summary>
internal sealed class AddOperator
    : ArithmeticOperator, INormalForm, IChannelAffine, IAccumulatingOperator, IConstantAddition, IIntegerOperator
{
    public static AddOperator Instance { get; } = new();

    public override string Name => "Add";

    public override string Note => "Add; with a constant: Scale, or folded into the layer before";

    protected override float Apply(float x, float y) => x + y;

    protected override long Apply(NodeContext context, long x, long y) => unchecked(x + y);

    public void Normalize(GraphEditor editor, FloatNode node) => editor.Nodes.Add(ConstantOperand.Last(editor, node));

    public ChannelAffine? Affine(FloatGraph graph, FloatNode node) =>
        ChannelAffine.Operand(graph, node) is { } offsets ? new ChannelAffine([.. Enumerable.Repeat(1.0, offsets.Length)], offsets) : null;

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    public FloatTensor? Addend(GraphUses uses, FloatNode node) => uses.Constant(node, 1);

    public void Convert(QuantizationContext context, FusedLayer layer) => SumConversion.Convert(context, layer, 1);

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => IntegerArithmetic.ConvertSum(context, node, 1, 1);
}
