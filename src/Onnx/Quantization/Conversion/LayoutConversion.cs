using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>Nodes that move codes: reshapes, transpositions and constant padding.</summary>
internal static class LayoutConversion
{
    public static void ConvertReshape(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        context.Emit(new ReshapeOperator(node.Name, [x.Name], node.Output, context.Uses.Shape(node.Output)), x.Format);
    }

    public static void ConvertTranspose(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var rank = context.Type(x).Shape.Length;
        var permutation = node.Attributes.Ints("perm") is { } requested
            ? Array.ConvertAll(requested, axis => (int)(axis < 0 ? axis + rank : axis))
            : [.. Enumerable.Range(0, rank).Reverse()];
        context.Emit(new TransposeOperator(node.Name, [x.Name], node.Output, permutation), x.Format);
    }

    /// <summary>
    /// The padding value becomes the nearest code of the code width, whether or not the input can have it. Where the range
    /// plan could not make room for the value, that is a clipped one, and a note says so.
    /// </summary>
    public static void ConvertPad(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var shape = context.Type(x).Shape;
        var pads = LongInput(context, node, 1) ?? node.Attributes.Ints("pads")!;
        var axes = LongInput(context, node, 3) ?? [.. Enumerable.Range(0, shape.Length).Select(axis => (long)axis)];
        var (begin, end) = (new int[shape.Length], new int[shape.Length]);
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = (int)(axes[i] < 0 ? axes[i] + shape.Length : axes[i]);
            (begin[axis], end[axis]) = ((int)pads[i], (int)pads[i + axes.Length]);
        }
        double value = node.HasInput(2) ? context.Uses.Constant(node.Inputs[2])!.Data[0] : node.Attributes.Float("value", 0);
        var bits = context.Options.Bits;
        var wide = x.Format with { Min = -(1L << (bits - 1)), Max = Math.Max(x.Format.Max, CodeFormat.LargestUnsigned(bits)) };
        var code = wide.Encode(value);
        if (Math.Abs(wide.Decode(code) - value) > wide.Scale)
        {
            context.Notes.Add($"node '{node.Name}' (Pad): the padding value {value:R} is beyond the codes of its input and becomes {wide.Decode(code):R}");
        }
        context.Emit(new PadOperator(node.Name, [x.Name], node.Output, begin, end, code), x.Format);
    }

    private static long[]? LongInput(QuantizationContext context, FloatNode node, int index) =>
        node.HasInput(index) ? ((LongTensor)context.Uses.Graph.Constants[node.Inputs[index]]).Data : null;
}
