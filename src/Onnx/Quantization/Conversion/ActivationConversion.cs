using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>
/// An activation that no layer before it could take in. Clamps and leaky ReLUs keep the scale and need no shift; the
/// argument of Sigmoid and Tanh is requantized to fixed point.
/// </summary>
internal static class ActivationConversion
{
    public static void Convert(QuantizationContext context, FusedLayer layer)
    {
        var x = context.Value(layer.Node, 0);
        if (layer.Function is null) EmitDirect(context, layer, x, OutputTarget.Clamp(x.Format, layer.Lower, layer.Upper, false));
        else if (layer.Function.OpType == "LeakyRelu") EmitDirect(context, layer, x, TargetPlan.Leaky(context, layer.Function, x.Format));
        else AffineConversion.Emit(context, layer, x, FloatTensor.Scalar(1), FloatTensor.Scalar(0));
    }

    private static void EmitDirect(QuantizationContext context, FusedLayer layer, QuantizedValue x, OutputTarget target)
    {
        var requantization = new Requantization(0, target.Activation!);
        context.Emit(new AddOperator(layer.Node.Name, [x.Name], layer.Output, [1], 0, requantization), target.Format);
    }
}
