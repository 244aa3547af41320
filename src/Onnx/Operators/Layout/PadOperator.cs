using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>
/// Surrounds the data with a constant. The pad sizes (all begins, then all ends) and the value are attributes before
/// opset 11 and constant inputs since; only mode "constant" and non-negative pads are supported.
/// </summary>
internal sealed class PadOperator : OnnxOperator, IExactFolding, ISingleOperator, IRangeWidening, IIntegerOperator
{
    public static PadOperator Instance { get; } = new();

    public override string Name => "Pad";

    public override IReadOnlyList<OperatorVersion> Versions =>
        [new(7, "pads and value are attributes"), new(11, "pads and value are inputs"), new(13, "bfloat16"), new(18, "axes")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [AttributeRule.String("mode"), AttributeRule.Ints("pads"), AttributeRule.Float("value")];

    public override string Note => "Pad; constant mode, pads not negative";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 4);
        var input = context.Type(0);
        var mode = context.Attributes.String("mode", "constant");
        if (mode != "constant") throw context.Fail($"mode '{mode}' is not supported; only 'constant' is");
        if (context.HasInput(2))
        {
            if (!context.IsConstant(2)) throw context.Fail("the padding value has to be a constant of the model");
            if (context.Type(2).Element != input.Element) throw context.Fail($"the padding value is {context.Type(2)}, the data {input}; the model is malformed");
            if (ShapeLimits.Count(context.Shape(2), "the padding value") != 1) throw context.Fail("the padding value has to be a scalar");
        }
        var pads = context.HasInput(1) ? context.ConstantLongs(1) : context.Attributes.Ints("pads");
        if (pads is null) throw context.Fail("the pads are missing; the model is malformed");
        var axes = context.HasInput(3) ? context.ConstantLongs(3) : null;
        var (begins, ends) = Expand(context.Node, pads, axes, input.Shape.Length);
        return [input with { Shape = [.. input.Shape.Select((size, axis) => size + begins[axis] + ends[axis])] }];
    }

    public Tensor[] Fold(FoldingContext context)
    {
        var input = context.Value(0);
        var pads = context.HasInput(1) ? context.Long(1).Data : context.Attributes.Ints("pads")!;
        var (begins, _) = Expand(context.Node, pads, context.HasInput(3) ? context.Long(3).Data : null, input.Rank);
        var strides = TensorShape.Strides(context.OutputShape);
        var offset = 0;
        for (var axis = 0; axis < input.Rank; axis++) offset += begins[axis] * strides[axis];
        var targets = TensorShape.Offsets(input.Shape, strides, offset);
        if (input is LongTensor longs)
        {
            var value = context.HasInput(2) ? context.Long(2).Data[0] : 0;
            return [new LongTensor(Padded(longs.Data, targets, context.OutputShape, value), context.OutputShape, longs.Element)];
        }
        var floatValue = context.OptionalFloat(2)?.Data[0] ?? context.Attributes.Float("value", 0);
        return [new FloatTensor(Padded(context.Float(0).Data, targets, context.OutputShape, floatValue), context.OutputShape)];
    }

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Padding;

    /// <summary>The padded value covers the padding value.</summary>
    public IEnumerable<string> Widened(GraphUses uses, FloatNode node) => [node.Inputs[0]];

    /// <summary>
    /// The padding value becomes the nearest code of the code width, whether or not the input can have it. Where the range
    /// plan could not make room for the value, that is a clipped one, and a note says so.
    /// </summary>
    public void Convert(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        double value = context.Uses.Constant(node, 2)?.Data[0] ?? node.Attributes.Float("value", 0);
        var bits = context.Options.Bits;
        var wide = x.Format with { Min = -(1L << (bits - 1)), Max = Math.Max(x.Format.Max, CodeFormat.LargestUnsigned(bits)) };
        var code = wide.Encode(value);
        if (Math.Abs(wide.Decode(code) - value) > wide.Scale || !x.Format.IsNear(value, code, bits))
        {
            context.Notes.Add($"node '{node.Name}' ({node.OpType}): the padding value {value:R} is beyond the codes of its input and becomes {wide.Decode(code):R}");
        }
        Emit(context, node, x, code);
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node) =>
        Emit(context, node, context.Value(node, 0), context.Uses.Longs(node, 2)?[0] ?? 0);

    private static void Emit(QuantizationContext context, FloatNode node, QuantizedValue x, long code)
    {
        var pads = context.Uses.Longs(node, 1) ?? node.Attributes.Ints("pads")!;
        var (begins, ends) = Expand(node, pads, context.Uses.Longs(node, 3), context.Type(x).Shape.Length);
        context.Emit(new Integer.PadOperator(node.Name, [x.Name], node.Output, begins, ends, code), x.Format);
    }

    /// <summary>Pad sizes for every axis, from sizes for all axes or, when given, for the listed ones.</summary>
    private static (int[] Begins, int[] Ends) Expand(FloatNode node, long[] pads, long[]? axes, int rank)
    {
        var count = axes?.Length ?? rank;
        if (pads.Length != 2 * count) throw node.Fail($"has {pads.Length} pads; expected {2 * count}");
        var begins = new int[rank];
        var ends = new int[rank];
        for (var i = 0; i < count; i++)
        {
            var axis = axes is null ? i : axes[i] < 0 ? axes[i] + rank : axes[i];
            if (axis < 0 || axis >= rank) throw node.Fail($"axis {axes![i]} is out of range for a tensor of rank {rank}");
            begins[axis] = Size(node, pads[i]);
            ends[axis] = Size(node, pads[i + count]);
        }
        return (begins, ends);
    }

    private static int Size(FloatNode node, long pad) =>
        pad is >= 0 and <= TensorShape.MaxElements ? (int)pad : throw node.Fail($"pad {pad} is not supported; pads have to be between 0 and {TensorShape.MaxElements}");

    private static T[] Padded<T>(T[] data, int[] targets, int[] shape, T value)
    {
        var result = new T[TensorShape.Product(shape, 0, shape.Length)];
        Array.Fill(result, value);
        for (var i = 0; i < targets.Length; i++) result[targets[i]] = data[i];
        return result;
    }
}
