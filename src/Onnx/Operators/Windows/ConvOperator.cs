using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Linear;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>
/// 1-D and 2-D convolution: input [N, C, spatial…], constant weights [M, C/group, kernel…], optional constant bias [M],
/// output [N, M, spatial…]. Normal form: an explicit window and a bias.
/// </summary>
internal sealed class ConvOperator : WindowOperator, IChannelScaled, IAccumulatingOperator
{
    public static ConvOperator Instance { get; } = new();

    public override string Name => "Conv";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(11, "strides and dilations default to 1"), new(22, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [.. WindowAttributes, AttributeRule.Int("group")];

    public override string Note => "Conv; 1-D and 2-D, stride, padding, dilation, groups, depthwise; constant weights";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 3);
        context.RequireFloatConstant(1, "weights");
        var input = context.FloatShape(0);
        var weights = context.Shape(1);
        CheckWeights(context, input, weights);
        if (context.HasInput(2))
        {
            context.RequireFloatConstant(2, "bias");
            if (!context.Shape(2).AsSpan().SequenceEqual([weights[0]]))
            {
                throw context.Fail($"bias of shape {TensorShape.Describe(context.Shape(2))} should be [{weights[0]}]");
            }
        }
        return [TensorType.Float([input[0], weights[0], .. Geometry(context).OutputSizes])];
    }

    private void CheckWeights(InferenceContext context, int[] input, int[] weights)
    {
        if (weights.Length != input.Length || input.Length < 3)
        {
            throw context.Fail($"weights of shape {TensorShape.Describe(weights)} do not fit an input of shape {TensorShape.Describe(input)}");
        }
        var group = context.Attributes.Int("group", 1);
        if (group < 1 || weights[0] == 0 || weights[0] % group != 0 || weights[1] * (decimal)group != input[1])
        {
            throw context.Fail($"group {group} does not fit weights {TensorShape.Describe(weights)} and input {TensorShape.Describe(input)}");
        }
        var declared = context.Attributes.Ints("kernel_shape");
        if (declared is not null && !declared.AsSpan().SequenceEqual(Kernel(context)))
        {
            throw context.Fail($"kernel_shape [{string.Join(", ", declared)}] contradicts the weights {TensorShape.Describe(weights)}");
        }
    }

    protected override long[] Kernel(InferenceContext context) => Array.ConvertAll(context.Shape(1)[2..], size => (long)size);

    public override void Normalize(GraphEditor editor, FloatNode node)
    {
        if (!node.HasInput(2))
        {
            var bias = FloatTensor.Zeros(editor.Shape(node.Inputs[1])[0]);
            node = node with { Inputs = [node.Inputs[0], node.Inputs[1], editor.AddConstant($"{node.Output}/bias", bias)] };
        }
        editor.Nodes.Add(WithExplicitWindow(editor.Source, node));
    }

    public FloatNode Scaled(GraphEditor editor, FloatNode node, string output, ChannelAffine affine) =>
        ChannelScaling.Apply(editor, node, output, affine);

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    /// <summary>The weights are those of <see cref="LinearConversion"/>. Padding has code 0, which is the real number 0.</summary>
    public void Convert(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var x = context.Value(node, 0);
        var weights = context.Uses.Constant(node, 1)!;
        var bias = context.Uses.Constant(node, 2)?.Data ?? new float[weights.Shape[0]];
        var window = WindowParameters.Of(context.Uses.Graph, node, this);
        var demand = ConstantWeights.Demand(weights.Data, bias, x.Format.Scale, context.LargestCode(x));
        var scale = AccumulatorScale.Choose(node.Name, context.Target(layer), demand, context.Options);
        var conv = new Integer.ConvOperator(
            node.Name, [x.Name], layer.Output,
            ConstantWeights.Round(weights.Data, x.Format.Scale / scale.Sigma, node.Name), weights.Shape,
            ConstantWeights.Round(bias, 1 / scale.Sigma, node.Name),
            window.Strides, window.PadsBegin, window.PadsEnd, window.Dilations, (int)node.Attributes.Int("group", 1), scale.Requantization);
        context.Emit(conv, scale.Format);
    }
}
