using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// An activation that no layer before it could take in. Clamps, and functions that read codes as they are, keep the
/// scale and need no shift; the argument of others is requantized to the format of their table.
/// </summary>
internal static class ActivationConversion
{
    public static void Convert(QuantizationContext context, FusedLayer layer)
    {
        var x = context.Value(layer.Node, 0);
        var direct = layer.Function is { } function
            ? function.Operator.DirectTarget(context, function.Node, x.Format)
            : DirectClamp(x.Format, layer, context.Options.Bits);
        if (direct is null) AffineConversion.Emit(context, layer, x, FloatTensor.Scalar(1), FloatTensor.Scalar(0));
        else EmitDirect(context, layer, x, direct);
    }

    /// <summary>
    /// Null where a bound that matters lies between codes of few values, such as 0 and 1 of a mask, or beyond all codes: it
    /// would be rounded to one of them.
    /// </summary>
    private static OutputTarget? DirectClamp(CodeFormat format, FusedLayer layer, int bits)
    {
        var target = OutputTarget.Clamp(format, layer.Lower, layer.Upper, false);
        var lowerFits = layer.Lower <= format.Decode(format.Min) || format.IsNear(layer.Lower, target.Format.Min, bits);
        var upperFits = layer.Upper >= format.Decode(format.Max) || format.IsNear(layer.Upper, target.Format.Max, bits);
        return lowerFits && upperFits ? target : null;
    }

    private static void EmitDirect(QuantizationContext context, FusedLayer layer, QuantizedValue x, OutputTarget target)
    {
        var requantization = new Requantization(0, target.Activation!);
        context.Emit(new AddOperator(layer.Node.Name, [x.Name], layer.Output, [1], 0, requantization), target.Format);
    }
}
