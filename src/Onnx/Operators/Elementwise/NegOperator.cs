using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>−x. Normal form of floats: the Mul by −1.</summary>
internal sealed class NegOperator : OnnxOperator, IExactFolding, INormalForm, IIntegerOperator
{
    public static NegOperator Instance { get; } = new();

    public override string Name => "Neg";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(13, "bfloat16")];

    public override string Note => "Mul by −1: Add with one input, or folded";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var type = context.Type(0);
        if (type.Kind == ElementKind.Integer && type.Element.Limits().Min >= 0) throw context.Fail($"negates {type.Element}; the model is malformed");
        return [type];
    }

    public Tensor[] Fold(FoldingContext context) => context.Value(0) switch
    {
        FloatTensor floats => [new FloatTensor(Array.ConvertAll(floats.Data, x => -x), floats.Shape)],
        LongTensor longs => [new LongTensor(Array.ConvertAll(longs.Data, x => longs.Element.Wrap(unchecked(-x))), longs.Shape, longs.Element)],
        var other => throw context.Fail($"cannot negate {other.Type}"),
    };

    public void Normalize(GraphEditor editor, FloatNode node)
    {
        if (editor.Source.Types[node.Output].Kind == ElementKind.Integer)
        {
            editor.Nodes.Add(node);
            return;
        }
        var minusOne = editor.AddConstant($"{node.Output}/minus_one", FloatTensor.Scalar(-1));
        editor.Nodes.Add(node with { Operator = MulOperator.Instance, Inputs = [node.Inputs[0], minusOne] });
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => IntegerArithmetic.ConvertNegation(context, node);
}
