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
            : OutputTarget.Clamp(x.Format, layer.Lower, layer.Upper, false);
        if (direct is null) AffineConversion.Emit(context, layer, x, FloatTensor.Scalar(1), FloatTensor.Scalar(0));
        else EmitDirect(context, layer, x, direct);
    }

    private static void EmitDirect(QuantizationContext context, FusedLayer layer, QuantizedValue x, OutputTarget target)
    {
        var requantization = new Requantization(0, target.Activation!);
        context.Emit(new AddOperator(layer.Node.Name, [x.Name], layer.Output, [1], 0, requantization), target.Format);
    }
}
