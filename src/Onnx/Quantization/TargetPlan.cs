using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>Chooses scales, code ranges and activation of a layer's output.</summary>
internal static class TargetPlan
{
    /// <summary>The fixed-point unit of a leaky ReLU's slope.</summary>
    private const double SlopeUnit = 1 << 16;

    public static OutputTarget Choose(QuantizationContext context, FusedLayer layer)
    {
        if (layer.Function is { } function) return OfFunction(context, layer, function);
        if (!layer.HasActivation && context.Fusion.LeadsOnlyToOutputs(layer.Output)) return OutputTarget.Exact;
        if (context.Uses.OnlyConsumer(layer.Output) is { OpType: "Softmax" } && layer.Output == layer.Calibrated)
        {
            return OutputTarget.Clamp(SoftmaxArgument(context, layer.Calibrated), layer.Lower, layer.Upper, false);
        }
        return OutputTarget.Clamp(context.UnclampedFormat(layer), layer.Lower, layer.Upper, true);
    }

    /// <summary>
    /// Format of the argument of a Softmax: scale 2^−f with the largest f, up to that of the options, for which the
    /// calibrated range fits the codes. A multiple of the row's maximum is subtracted in effect, so only the width counts.
    /// </summary>
    public static CodeFormat SoftmaxArgument(QuantizationContext context, string value)
    {
        var limit = 1L << (context.Options.SoftmaxArgumentBits - 1);
        var fraction = context.Options.SoftmaxArgumentFraction;
        var magnitude = context.Ranges.Calibrated(value).Magnitude;
        while (fraction > 0 && magnitude * (1L << fraction) > limit - 1) fraction--;
        return CodeFormat.FixedPoint(fraction, -limit, limit - 1);
    }

    /// <summary>The target of a layer that ends in Sigmoid, Tanh or LeakyRelu.</summary>
    private static OutputTarget OfFunction(QuantizationContext context, FusedLayer layer, FloatNode function)
    {
        var bits = context.Options.Bits;
        switch (function.OpType)
        {
            case "Sigmoid":
                return FixedPoint(IrregularFunction.Sigmoid, context.Options.SigmoidArgumentFraction, bits, 0, (1L << bits) - 1);
            case "Tanh":
                return FixedPoint(IrregularFunction.Tanh, context.Options.TanhArgumentFraction, bits - 1, -(1L << (bits - 1)), (1L << (bits - 1)) - 1);
            default:
                var argument = CodeFormat.Cover(context.Ranges.Calibrated(function.Inputs[0]), 16);
                var format = context.UnclampedFormat(layer);
                return Leaky(context, function, format with { Scale = Math.Max(format.Scale, argument.Scale) });
        }
    }

    private static OutputTarget FixedPoint(IrregularFunction function, int argumentFraction, int fraction, long min, long max) =>
        OutputTarget.Function(
            1.0 / (1L << argumentFraction),
            CodeFormat.FixedPoint(fraction, min, max),
            new FunctionActivation(function, argumentFraction, fraction, min, max));

    /// <summary>
    /// A leaky ReLU with argument and result at one scale. The lower bound of the codes is the power of two that covers
    /// the calibrated minimum: slopes are small, and the table has to reach bound / slope.
    /// </summary>
    public static OutputTarget Leaky(QuantizationContext context, FloatNode node, CodeFormat format)
    {
        var slope = node.Attributes.Float("alpha", 0.01f);
        if (slope is < 0 or > 1)
        {
            throw new QuantizationException($"node '{node.Name}' (LeakyRelu): the slope {slope} is outside [0, 1], which is not supported");
        }
        long lowest = 0;
        var calibrated = context.Ranges.Calibrated(node.Output).Min / format.Scale;
        if (calibrated < 0)
        {
            lowest = -1;
            while (lowest > calibrated && lowest > format.Min) lowest *= 2;
        }
        var bounded = format with { Min = Math.Max(lowest, format.Min) };
        var parameter = Rounding.Round(slope * SlopeUnit, node.Name);
        return OutputTarget.Function(
            format.Scale, bounded, new FunctionActivation(IrregularFunction.LeakyRelu, 0, 0, bounded.Min, bounded.Max, parameter));
    }
}
