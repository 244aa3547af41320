using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>
/// x_0 ± x_1, of two computed values (acc = m_0·x_0 + m_1·x_1 with m_i = ±round(s_i/σ)) or with a constant.
/// </summary>
internal static class SumConversion
{
    /// <param name="context">The state of the quantization.</param>
    /// <param name="layer">The layer that begins with the sum.</param>
    /// <param name="sign">1 for a sum, −1 for a difference.</param>
    public static void Convert(QuantizationContext context, FusedLayer layer, int sign)
    {
        var node = layer.Node;
        if (context.Uses.Constant(node, 1) is { } addend)
        {
            var signed = sign > 0 ? addend : new FloatTensor(Array.ConvertAll(addend.Data, x => -x), addend.Shape);
            AffineConversion.Emit(context, layer, context.Value(node, 0), FloatTensor.Scalar(1), signed);
        }
        else if (context.Uses.Constant(node, 0) is { } minuend)
        {
            AffineConversion.Emit(context, layer, context.Value(node, 1), FloatTensor.Scalar(sign), minuend);
        }
        else
        {
            OfTwoValues(context, layer, sign);
        }
    }

    private static void OfTwoValues(QuantizationContext context, FusedLayer layer, int sign)
    {
        var node = layer.Node;
        QuantizedValue[] inputs = [context.Value(node, 0), context.Value(node, 1)];
        double[] scales = [inputs[0].Format.Scale, sign * inputs[1].Format.Scale];
        double reach = 0, error = 0;
        for (var i = 0; i < 2; i++)
        {
            reach += inputs[i].Format.Scale * context.LargestCode(inputs[i]);
            error += context.LargestCode(inputs[i]) / 2;
        }
        var demand = new AccumulatorDemand(Math.Max(inputs[0].Format.Scale, inputs[1].Format.Scale), reach, error);
        var scale = AccumulatorScale.Choose(node.Name, context.Target(layer), demand, context.Options);
        var multipliers = Array.ConvertAll(scales, s => Rounding.Round(s / scale.Sigma, node.Name));
        var sum = new Integer.AddOperator(node.Name, [.. inputs.Select(x => x.Name)], layer.Output, multipliers, 0, scale.Requantization);
        context.Emit(sum, scale.Format);
    }
}
