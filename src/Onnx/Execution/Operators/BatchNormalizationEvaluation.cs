using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// Inference-mode batch normalization of [N, C, …] with constant scale, bias, mean and variance of shape [C]:
/// scale · (x − mean) / sqrt(variance + epsilon) + bias.
/// </summary>
internal sealed class BatchNormalizationEvaluation : IFloatOperator
{
    public string OpType => "BatchNormalization";


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
