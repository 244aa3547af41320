using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Linear;

/// <summary>
/// alpha · A' · B' + beta · C, where A' is [M, K] and B' is [K, N] after the optional transpositions and C broadcasts to
/// [M, N]. Normal form: <see cref="GemmNormalization"/>.
/// </summary>
internal sealed class GemmOperator : OnnxOperator, INormalForm, IChannelScaled, IAccumulatingOperator
{
    public static GemmOperator Instance { get; } = new();

    public override string Name => "Gemm";

    public override IReadOnlyList<OperatorVersion> Versions =>
        [new(7, "C broadcasts as in NumPy"), new(9, "integers, which are not read"), new(11, "C is optional"), new(13, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [AttributeRule.Float("alpha"), AttributeRule.Float("beta"), AttributeRule.Int("transA"), AttributeRule.Int("transB")];

    public override string Note => "Linear; alpha, beta, transA, transB; constant weights, else MatMul and Add";

    internal override bool CombinesElements => true;

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 3);
        var a = context.FloatShape(0);
        var b = context.FloatShape(1);
        if (a.Length != 2 || b.Length != 2)
        {
            throw context.Fail($"both factors have to be matrices, not {TensorShape.Describe(a)} and {TensorShape.Describe(b)}");
        }
        var (rows, inner) = IsSet(context.Node, "transA") ? (a[1], a[0]) : (a[0], a[1]);
        var (innerB, columns) = IsSet(context.Node, "transB") ? (b[1], b[0]) : (b[0], b[1]);
        if (inner != innerB)
        {
            throw context.Fail($"matrices {TensorShape.Describe(a)} and {TensorShape.Describe(b)} cannot be multiplied (inner sizes {inner} and {innerB})");
        }
        int[] shape = [rows, columns];
        if (context.HasInput(2) && !Broadcasting.Shape(context, context.FloatShape(2), shape).AsSpan().SequenceEqual(shape))
        {
            throw context.Fail($"C of shape {TensorShape.Describe(context.Shape(2))} cannot be broadcast to {TensorShape.Describe(shape)}");
        }
        // Read for their checks only: both have to be finite floats.
        _ = context.Attributes.Float("alpha", 1) + context.Attributes.Float("beta", 1);
        return [TensorType.Float(shape)];
    }

    public void Normalize(GraphEditor editor, FloatNode node) => GemmNormalization.Apply(editor, node);

    public FloatNode Scaled(GraphEditor editor, FloatNode node, string output, ChannelAffine affine) =>
        ChannelScaling.Apply(editor, node, output, affine);

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    public void Convert(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var (weights, bias) = (context.Uses.Constant(node, 1), context.Uses.Constant(node, 2));
        if (weights is null || bias is null)
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): weights and bias are not constant; simplify the graph first");
        }
        LinearConversion.Emit(context, layer, context.Value(node, 0), layer.Output, weights, bias.Data);
    }

    internal static bool IsSet(FloatNode node, string flag) => node.Attributes.Int(flag, 0) != 0;
}
