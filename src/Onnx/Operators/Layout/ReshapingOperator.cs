using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Base of the operators that give the same elements another shape, of either kind.</summary>
internal abstract class ReshapingOperator : OnnxOperator, IPassThrough, IExactFolding, ISingleOperator, IIntegerOperator
{
    public Tensor[] Fold(FoldingContext context) => [context.Value(0).Reshaped(context.OutputShape)];

    public bool PassesThrough(FloatGraph graph, FloatNode node) =>
        graph.Shapes[node.Inputs[0]].AsSpan().SequenceEqual(graph.Shapes[node.Output]);

    public FloatNode Plain(FloatNode node) => IdentityOperator.InPlaceOf(node);

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Moving;

    public void Convert(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        context.Emit(new Integer.ReshapeOperator(node.Name, [x.Name], node.Output, context.Uses.Shape(node.Output)), x.Format);
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => Convert(context, node);
}
