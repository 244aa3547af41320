using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Passes its input through.</summary>
internal sealed class IdentityOperator : OnnxOperator, IPassThrough, IExactFolding, ISingleOperator, IIntegerOperator
{
    public static IdentityOperator Instance { get; } = new();

    public override string Name => "Identity";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(13, "bfloat16"), new(14, "sequences, which are not read")];

    public override string Note => "removed";

    /// <summary>A node that hands on the first input of another one.</summary>
    public static FloatNode InPlaceOf(FloatNode node) => FloatNode.Create(node.Name, Instance, [node.Inputs[0]], [node.Output]);

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        return [context.Type(0)];
    }

    public Tensor[] Fold(FoldingContext context) => [context.Value(0)];

    public bool PassesThrough(FloatGraph graph, FloatNode node) => true;

    public FloatNode Plain(FloatNode node) => InPlaceOf(node);

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Moving;

    public void Convert(QuantizationContext context, FloatNode node) => context.Alias(node.Output, context.Value(node, 0));

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => Convert(context, node);
}
