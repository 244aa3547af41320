using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// Inference-mode batch normalization of [N, C, …] with constant scale, bias, mean and variance of shape [C]:
/// scale · (x − mean) / sqrt(variance + epsilon) + bias.
/// </summary>
internal sealed class BatchNormalizationOperator : IFloatOperator
{
    public string OpType => "BatchNormalization";

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(5, 5);
        var input = context.FloatShape(0);
        if (input.Length < 2) throw context.Fail($"the input of shape {TensorShape.Format(input)} has no channel dimension");
        if (context.Attributes.Int("training_mode", 0) != 0)
        {
            throw context.Fail("is in training mode; export the model in evaluation mode (model.eval())");
        }
        if (context.Attributes.Int("spatial", 1) == 0) throw context.Fail("spatial=0 (statistics per position) is not supported");
        for (var i = 1; i < 5; i++)
        {
            context.RequireFloatConstant(i, "parameter");
            if (!context.Shape(i).AsSpan().SequenceEqual([input[1]]))
            {
                throw context.Fail($"parameter '{context.Node.Inputs[i]}' of shape {TensorShape.Format(context.Shape(i))} should be [{input[1]}], one value per channel");
            }
        }
        _ = context.Attributes.Float("epsilon", 1e-5f);
        return [TensorType.Float(input)];
    }

    public Tensor[] Execute(EvaluationContext context)
    {
        var input = context.Float(0);
        var output = context.NewOutput();
        var (factors, offsets) = Affine(
            context.Node, context.Float(1), context.Float(2), context.Float(3), context.Float(4));
        var plane = TensorShape.Product(input.Shape, 2, input.Rank);
        for (var i = 0; i < input.Length; i++)
        {
            var channel = i / plane % factors.Length;
            output.Data[i] = (float)(factors[channel] * input.Data[i] + offsets[channel]);
        }
        return [output];
    }

    /// <summary>
    /// The normalization as x · factor + offset per channel. Throws an import exception naming the node when
    /// variance + epsilon is not positive.
    /// </summary>
    public static (double[] Factors, double[] Offsets) Affine(
        FloatNode node, FloatTensor scale, FloatTensor bias, FloatTensor mean, FloatTensor variance)
    {
        double epsilon = node.Attributes.Float("epsilon", 1e-5f);
        var factors = new double[scale.Length];
        var offsets = new double[scale.Length];
        for (var c = 0; c < factors.Length; c++)
        {
            var spread = variance.Data[c] + epsilon;
            if (spread <= 0) throw node.Fail($"variance plus epsilon of channel {c} is {spread}; it must be positive");
            factors[c] = scale.Data[c] / Math.Sqrt(spread);
            offsets[c] = bias.Data[c] - mean.Data[c] * factors[c];
        }
        return (factors, offsets);
    }
}
