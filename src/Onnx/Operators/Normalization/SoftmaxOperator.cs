using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Normalization;

/// <summary>
/// exp(x) / Σ exp(x). Since opset 13 the sum runs along one axis (−1 by default); before, over all dimensions from the
/// axis on (1 by default), as if the input were flattened to a matrix. The integer operator works along the last
/// dimension on an argument with a power-of-two scale: an argument at another scale is requantized first, and another
/// axis is brought to the end by a transposition.
/// </summary>
internal sealed class SoftmaxOperator : OnnxOperator, ISingleOperator, IArgumentFormat
{
    public static SoftmaxOperator Instance { get; } = new();

    public override string Name => "Softmax";

    public override IReadOnlyList<OperatorVersion> Versions =>
        [new(7, "flattens to a matrix at axis"), new(11, "negative axes"), new(13, "along one axis, the last by default")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Int("axis")];

    public override string Note =>
        "inside a model: Softmax; at the output, dropped and the logits are proven, or kept with `--softmax`";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var shape = context.FloatShape(0);
        context.Axis(Axis(context.Node, context.Opset), shape.Length);
        return [TensorType.Float(shape)];
    }

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Normalizing;

    /// <summary>
    /// Scale 2^−f with the largest f, up to 6 or 11 (which keeps the exponential's table within 2^15 rows), for which the
    /// calibrated range fits the codes of 11 or 16 bits: wider than others, since their differences matter. A multiple of
    /// the row's maximum is subtracted in effect, so only the width counts.
    /// </summary>
    public CodeFormat ArgumentFormat(QuantizationContext context, string value)
    {
        var limit = 1L << (ArgumentBits(context) - 1);
        var fraction = context.Options.Bits == 8 ? 6 : 11;
        var magnitude = context.Ranges.Calibrated(value).Magnitude;
        while (fraction > 0 && magnitude * (1L << fraction) > limit - 1) fraction--;
        return CodeFormat.FixedPoint(fraction, -limit, limit - 1);
    }

    public void Convert(QuantizationContext context, FloatNode node)
    {
        var shape = context.Uses.Shape(node.Output);
        var flattens = context.Uses.Graph.Opset < 13;
        var axis = (int)Axis(node, context.Uses.Graph.Opset);
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

    private static int ArgumentBits(QuantizationContext context) => context.Options.Bits == 8 ? 11 : 16;

    private static long Axis(FloatNode node, int opset) => node.Attributes.Int("axis", opset >= 13 ? -1 : 1);

    /// <summary>The argument at a power-of-two scale.</summary>
    private QuantizedValue Argument(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var format = ArgumentFormat(context, node.Inputs[0]);
        RequireFits(context, node, format);
        if (x.Format.Scale == format.Scale) return x;
        var target = OutputTarget.Clamp(format, double.NegativeInfinity, double.PositiveInfinity, false);
        var codes = context.LargestCode(x);
        var demand = new AccumulatorDemand(x.Format.Scale, x.Format.Scale * codes, codes / 2);
        var scale = AccumulatorScale.Choose(node.Name, target, demand, context.Options);
        var multiplier = Rounding.Round(x.Format.Scale / scale.Sigma, node.Name);
        var requantize = new Integer.AddOperator(
            $"{node.Name}/argument", [x.Name], context.NewName($"{node.Output}/argument"), [multiplier], 0, scale.Requantization);
        return context.Emit(requantize, scale.Format);
    }

    /// <summary>
    /// Arguments above the largest code would all be the row's maximum. What is below the smallest, such as a mask, is nothing
    /// beside a maximum within.
    /// </summary>
    private static void RequireFits(QuantizationContext context, FloatNode node, CodeFormat format)
    {
        var (largest, limit) = (context.Ranges.Calibrated(node.Inputs[0]).Max, format.Decode(format.Max));
        if (largest <= limit + format.Scale) return;
        throw new QuantizationException(
            $"node '{node.Name}' ({node.OpType}): the argument reaches {largest:R}, beyond {limit:R}, the largest of {ArgumentBits(context)} bits; scale the model, or use 16 bits");
    }

    /// <summary>Fractional bits of e^(−x): 12 or 18; of the probabilities: 8 or 15.</summary>
    private static QuantizedValue Emit(QuantizationContext context, FloatNode node, QuantizedValue x, string output)
    {
        var fraction = 0;
        while (1.0 / (1L << fraction) > x.Format.Scale) fraction++;
        var (exponential, probability) = context.Options.Bits == 8 ? (12, 8) : (18, 15);
        var softmax = new Integer.SoftmaxOperator(node.Name, [x.Name], output, fraction, exponential, probability);
        return context.Emit(softmax, CodeFormat.FixedPoint(probability, 0, 1L << probability));
    }

    private static void EmitReshaped(QuantizationContext context, FloatNode node, QuantizedValue x, int[] matrix)
    {
        var rows = context.Emit(new Integer.ReshapeOperator($"{node.Name}/rows", [x.Name], context.NewName($"{node.Output}/rows"), matrix), x.Format);
        var result = Emit(context, node, rows, context.NewName($"{node.Output}/normalized"));
        context.Emit(new Integer.ReshapeOperator($"{node.Name}/shape", [result.Name], node.Output, context.Uses.Shape(node.Output)), result.Format);
    }

    private static void EmitTransposed(QuantizationContext context, FloatNode node, QuantizedValue x, int axis)
    {
        // An exchange of two dimensions is its own inverse.
        int[] exchange = [.. Enumerable.Range(0, context.Type(x).Shape.Length)];
        (exchange[axis], exchange[^1]) = (exchange[^1], exchange[axis]);
        var turned = context.Emit(new Integer.TransposeOperator($"{node.Name}/turned", [x.Name], context.NewName($"{node.Output}/turned"), exchange), x.Format);
        var result = Emit(context, node, turned, context.NewName($"{node.Output}/normalized"));
        context.Emit(new Integer.TransposeOperator($"{node.Name}/back", [result.Name], node.Output, exchange), result.Format);
    }
}
