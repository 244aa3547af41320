using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>
/// Add and Sub, of two computed values (acc = m_0·x_0 + m_1·x_1 with m_i = ±round(s_i/σ)) or with a constant, and Concat.
/// </summary>
internal static class SumConversion
{
    public static void Convert(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        if (context.Uses.Constant(node.Inputs[1]) is { } addend)
        {
            AffineConversion.Emit(context, layer, context.Value(node, 0), FloatTensor.Scalar(1), addend);
        }
        else if (context.Uses.Constant(node.Inputs[0]) is { } minuend)
        {
            AffineConversion.Emit(context, layer, context.Value(node, 1), FloatTensor.Scalar(node.OpType == "Sub" ? -1 : 1), minuend);
        }
        else
        {
            OfTwoValues(context, layer);
        }
    }

    private static void OfTwoValues(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        QuantizedValue[] inputs = [context.Value(node, 0), context.Value(node, 1)];
        double[] scales = [inputs[0].Format.Scale, node.OpType == "Sub" ? -inputs[1].Format.Scale : inputs[1].Format.Scale];
        double reach = 0, error = 0;
        for (var i = 0; i < 2; i++)
        {
            reach += inputs[i].Format.Scale * context.LargestCode(inputs[i]);
            error += context.LargestCode(inputs[i]) / 2;
        }
        var demand = new AccumulatorDemand(Math.Max(inputs[0].Format.Scale, inputs[1].Format.Scale), reach, error);
        var scale = AccumulatorScale.Choose(node.Name, context.Target(layer), demand, context.Options);
        var multipliers = Array.ConvertAll(scales, s => Rounding.Round(s / scale.Sigma, node.Name));
        var sum = new AddOperator(node.Name, [.. inputs.Select(x => x.Name)], layer.Output, multipliers, 0, scale.Requantization);
        context.Emit(sum, scale.Format);
    }

    /// <summary>Parts at one scale are copied; others are requantized to the scale of the whole.</summary>
    public static void ConvertConcat(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var parts = Enumerable.Range(0, node.Inputs.Count).Select(i => context.Value(node, i)).ToArray();
        var names = parts.Select(part => part.Name).ToArray();
        var axis = (int)node.Attributes.RequiredInt("axis");
        var common = parts[0].Format.Scale;
        if (parts.All(part => part.Format.Scale == common) && !layer.HasActivation)
        {
            var ones = Array.ConvertAll(names, _ => 1L);
            context.Emit(new ConcatOperator(node.Name, names, layer.Output, axis, ones, null), parts[0].Format);
            return;
        }
        var reach = parts.Max(part => part.Format.Scale * context.LargestCode(part));
        var demand = new AccumulatorDemand(parts.Max(part => part.Format.Scale), reach, parts.Max(context.LargestCode) / 2);
        var scale = AccumulatorScale.Choose(node.Name, context.Target(layer), demand, context.Options);
        var multipliers = Array.ConvertAll(parts, part => Rounding.Round(part.Format.Scale / scale.Sigma, node.Name));
        context.Emit(new ConcatOperator(node.Name, names, layer.Output, axis, multipliers, scale.Requantization), scale.Format);
    }
}
