using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>
/// Softmax. The integer operator works along the last dimension on an argument with a power-of-two scale: an argument
/// at another scale is requantized first, and another axis is brought to the end by a transposition.
/// </summary>
internal static class SoftmaxConversion
{
    public static void Convert(QuantizationContext context, FloatNode node)
    {
        var shape = context.Uses.Shape(node.Output);
        var flattens = context.Uses.Graph.Opset < 13;
        var axis = (int)node.Attributes.Int("axis", flattens ? 1 : -1);
        axis = axis < 0 ? axis + shape.Length : axis;
        var x = Argument(context, node);
        var after = TensorShape.Product(shape, axis + 1, shape.Length);
        if (after == 1 && axis == shape.Length - 1)
        {
            Emit(context, node, x, node.Output);
        }
        else if (flattens || after == 1)
        {
            EmitReshaped(context, node, x, [TensorShape.Product(shape, 0, axis), TensorShape.Product(shape, axis, shape.Length)]);
        }
        else
        {
            EmitTransposed(context, node, x, axis);
        }
    }

    /// <summary>The argument at a power-of-two scale.</summary>
    private static QuantizedValue Argument(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var format = TargetPlan.SoftmaxArgument(context, node.Inputs[0]);
        if (x.Format.Scale == format.Scale) return x;
        var target = OutputTarget.Clamp(format, double.NegativeInfinity, double.PositiveInfinity, false);
        var codes = context.LargestCode(x);
        var demand = new AccumulatorDemand(x.Format.Scale, x.Format.Scale * codes, codes / 2);
        var scale = AccumulatorScale.Choose(node.Name, target, demand, context.Options);
        var multiplier = Rounding.Round(x.Format.Scale / scale.Sigma, node.Name);
        var requantize = new AddOperator(
            $"{node.Name}/argument", [x.Name], context.NewName($"{node.Output}/argument"), [multiplier], 0, scale.Requantization);
        return context.Emit(requantize, scale.Format);
    }

    private static QuantizedValue Emit(QuantizationContext context, FloatNode node, QuantizedValue x, string output)
    {
        var fraction = 0;
        while (1.0 / (1L << fraction) > x.Format.Scale) fraction++;
        var options = context.Options;
        var softmax = new SoftmaxOperator(node.Name, [x.Name], output, fraction, options.ExponentialFraction, options.ProbabilityFraction);
        return context.Emit(softmax, CodeFormat.FixedPoint(options.ProbabilityFraction, 0, 1L << options.ProbabilityFraction));
    }

    private static void EmitReshaped(QuantizationContext context, FloatNode node, QuantizedValue x, int[] matrix)
    {
        var rows = context.Emit(new ReshapeOperator($"{node.Name}/rows", [x.Name], context.NewName($"{node.Output}/rows"), matrix), x.Format);
        var result = Emit(context, node, rows, context.NewName($"{node.Output}/normalized"));
        context.Emit(new ReshapeOperator($"{node.Name}/shape", [result.Name], node.Output, context.Uses.Shape(node.Output)), result.Format);
    }

    private static void EmitTransposed(QuantizationContext context, FloatNode node, QuantizedValue x, int axis)
    {
        // An exchange of two dimensions is its own inverse.
        int[] exchange = [.. Enumerable.Range(0, context.Type(x).Shape.Length)];
        (exchange[axis], exchange[^1]) = (exchange[^1], exchange[axis]);
        var turned = context.Emit(new TransposeOperator($"{node.Name}/turned", [x.Name], context.NewName($"{node.Output}/turned"), exchange), x.Format);
        var result = Emit(context, node, turned, context.NewName($"{node.Output}/normalized"));
        context.Emit(new TransposeOperator($"{node.Name}/back", [result.Name], node.Output, exchange), result.Format);
    }
}
