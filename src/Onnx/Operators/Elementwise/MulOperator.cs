using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>x · y with broadcasting. Normal form: a constant operand is input 1.</summary>
internal sealed class MulOperator
    : ArithmeticOperator, INormalForm, IChannelAffine, IAccumulatingOperator, ISingleOperator, IIntegerOperator
{
    public static MulOperator Instance { get; } = new();

    public override string Name => "Mul";

    public override string Note => "Multiply; with a constant: Scale, or folded; by one positive number: nothing, the scale changes";

    protected override float Apply(float x, float y) => x * y;

    protected override long Apply(NodeContext context, long x, long y) => unchecked(x * y);

    public void Normalize(GraphEditor editor, FloatNode node) => editor.Nodes.Add(ConstantOperand.Last(editor, node));

    public ChannelAffine? Affine(FloatGraph graph, FloatNode node) =>
        ChannelAffine.Operand(graph, node) is { } factors ? new ChannelAffine(factors, new double[factors.Length]) : null;

    public NodeRole Role(GraphUses uses, FloatNode node) =>
        IsPositiveScalar(uses, node) ? NodeRole.Rescaling : NodeRole.Accumulating;

    public bool TakesAddend(GraphUses uses, FloatNode node, FloatNode addition, FloatTensor addend) => uses.Constant(node, 1) is not null;

    /// <summary>x · c with c &gt; 0 has the codes of x at scale s_x·c: nothing to compute.</summary>
    public void Convert(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        double factor = context.Uses.Constant(node, 1)!.Data[0];
        context.Alias(node.Output, x with { Format = x.Format with { Scale = x.Format.Scale * factor } });
    }

    /// <summary>By a constant, with the addition of one if it is fused; or of two computed values.</summary>
    public void Convert(QuantizationContext context, FusedLayer layer)
    {
        if (context.Uses.Constant(layer.Node, 1) is { } factor)
        {
            AffineConversion.Emit(context, layer, context.Value(layer.Node, 0), factor, layer.Addend ?? FloatTensor.Scalar(0));
            return;
        }
        var (a, b) = (context.Value(layer.Node, 0), context.Value(layer.Node, 1));
        var (multiplier, scale) = AccumulatorScale.OfProduct(context, layer, a, b, 1);
        var product = new Integer.MultiplyOperator(layer.Node.Name, [a.Name, b.Name], layer.Output, multiplier, scale.Requantization);
        context.Emit(product, scale.Format);
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => IntegerArithmetic.ConvertProduct(context, node);

    private static bool IsPositiveScalar(GraphUses uses, FloatNode node) =>
        uses.Constant(node, 1) is { Length: 1 } factor && factor.Data[0] > 0
        && uses.Shape(node.Inputs[0]).AsSpan().SequenceEqual(uses.Shape(node.Output));
}
