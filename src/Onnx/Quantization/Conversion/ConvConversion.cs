using Zkml.Circuits.Operators;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>Conv, with the weights of <see cref="LinearConversion"/>. Padding has code 0, which is the real number 0.</summary>
internal static class ConvConversion
{
    public static void Convert(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var x = context.Value(node, 0);
        var weights = context.Uses.Constant(node.Inputs[1])!;
        var bias = node.HasInput(2) ? context.Uses.Constant(node.Inputs[2])!.Data : new float[weights.Shape[0]];
        var window = WindowParameters.Of(context.Uses.Graph, node);
        var demand = ConstantWeights.Demand(weights.Data, bias, x.Format.Scale, context.LargestCode(x));
        var scale = AccumulatorScale.Choose(node.Name, context.Target(layer), demand, context.Options);
        var conv = new ConvOperator(
            node.Name, [x.Name], layer.Output,
            ConstantWeights.Round(weights.Data, x.Format.Scale / scale.Sigma, node.Name), weights.Shape,
            ConstantWeights.Round(bias, 1 / scale.Sigma, node.Name),
            window.Strides, window.PadsBegin, window.PadsEnd, window.Dilations, (int)node.Attributes.Int("group", 1), scale.Requantization);
        context.Emit(conv, scale.Format);
    }
}
