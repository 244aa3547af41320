using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Passes;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Normalization;

/// <summary>
/// Inference-mode batch normalization of [N, C, …] with constant scale, bias, mean and variance of shape [C]:
/// scale · (x − mean) / sqrt(variance + epsilon) + bias. Folded into the weights before it, or else Mul and Add.
/// </summary>
internal sealed class BatchNormalizationOperator : OnnxOperator, IChannelAffine, IExpanded
{
    public static BatchNormalizationOperator Instance { get; } = new();

    public override string Name => "BatchNormalization";

    public override IReadOnlyList<OperatorVersion> Versions =>
    [
        new(7, "one output; with five it is in training mode, which is refused"), new(9, "spatial is gone"),
        new(14, "training_mode says what the outputs said"), new(15, "other types for the statistics"),
    ];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [AttributeRule.Float("epsilon"), AttributeRule.Float("momentum"), AttributeRule.Int("spatial"), AttributeRule.Int("training_mode")];

    public override string Note => "folded into the convolution or Gemm before it, else Scale";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(5, 5);
        var input = context.FloatShape(0);
        if (input.Length < 2) throw context.Fail($"the input of shape {TensorShape.Describe(input)} has no channel dimension");
        if (context.Attributes.Int("training_mode", 0) != 0 || (context.Opset < 14 && context.Node.NamedOutputs().Count() > 1))
        {
            throw context.Fail("is in training mode; export the model in evaluation mode (model.eval())");
        }
        if (context.Attributes.Int("spatial", 1) == 0) throw context.Fail("spatial=0 (statistics per position) is not supported");
        for (var i = 1; i < 5; i++)
        {
            context.RequireFloatConstant(i, "parameter");
            if (!context.Shape(i).AsSpan().SequenceEqual([input[1]]))
            {
                throw context.Fail($"parameter '{context.Node.Inputs[i]}' of shape {TensorShape.Describe(context.Shape(i))} should be [{input[1]}], one value per channel");
            }
        }
        _ = context.Attributes.Float("epsilon", 1e-5f);
        return [TensorType.Float(input)];
    }

    /// <summary>Throws <see cref="GraphException"/>, naming the node, when variance + epsilon is not positive.</summary>
    public ChannelAffine Affine(FloatGraph graph, FloatNode node)
    {
        var parameters = node.Inputs.Skip(1).Select(name => ((FloatTensor)graph.Constants[name]).Data).ToArray();
        float[] scale = parameters[0], bias = parameters[1], mean = parameters[2], variance = parameters[3];
        double epsilon = node.Attributes.Float("epsilon", 1e-5f);
        var factors = new double[scale.Length];
        var offsets = new double[scale.Length];
        for (var c = 0; c < factors.Length; c++)
        {
            var spread = variance[c] + epsilon;
            if (spread <= 0) throw node.Fail($"variance plus epsilon of channel {c} is {spread}; it must be positive");
            factors[c] = scale[c] / Math.Sqrt(spread);
            offsets[c] = bias[c] - mean[c] * factors[c];
        }
        return new ChannelAffine(factors, offsets);
    }

    /// <summary>Mul and Add by constants of shape [1, C, 1, …].</summary>
    public void Expand(GraphEditor editor, FloatNode node)
    {
        var (factors, offsets) = Affine(editor.Source, node);
        var shape = new int[editor.Shape(node.Output).Length];
        shape.AsSpan().Fill(1);
        shape[1] = factors.Length;
        var scale = editor.AddConstant($"{node.Output}/scale", new FloatTensor(Array.ConvertAll(factors, x => (float)x), shape));
        var shift = editor.AddConstant($"{node.Output}/shift", new FloatTensor(Array.ConvertAll(offsets, x => (float)x), shape));
        var scaled = editor.Append($"{node.Output}/scaled", MulOperator.Instance, [node.Inputs[0], scale]);
        editor.Nodes.Add(FloatNode.Create(node.Name, AddOperator.Instance, [scaled, shift], [node.Output]));
    }
}
