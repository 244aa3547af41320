using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Execution.Operators;
using Zkml.Onnx.Graph;
using AveragePoolOperator = Zkml.Circuits.Operators.AveragePoolOperator;
using MaxPoolOperator = Zkml.Circuits.Operators.MaxPoolOperator;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>
/// Pooling. MaxPool keeps codes. An average is a sum in units of s_x / count: where all windows have one count, the
/// output scale is chosen so that the multiplier is exact; otherwise there is a multiplier round(s_x / (count·σ)) per position.
/// </summary>
internal static class PoolConversion
{
    public static void ConvertMax(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var window = WindowParameters.Of(context.Uses.Graph, node);
        var pool = new MaxPoolOperator(
            node.Name, [x.Name], node.Output, window.Kernel, window.Strides, window.PadsBegin, window.PadsEnd, window.Dilations);
        context.Emit(pool, x.Format);
    }

    public static void ConvertAverage(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var window = WindowParameters.Of(context.Uses.Graph, node);
        if (window.Dilations.Any(dilation => dilation != 1))
        {
            throw new QuantizationException($"node '{node.Name}' (AveragePool): dilations are not supported");
        }
        var counts = Counts(node, WindowParameters.Axes(context.Uses.Graph, node));
        if (counts.All(count => count == counts[0])) EmitUniform(context, layer, window, counts[0]);
        else EmitPerPosition(context, layer, window, counts);
    }

    public static void ConvertGlobalAverage(QuantizationContext context, FusedLayer layer)
    {
        var shape = context.Uses.Shape(layer.Node.Inputs[0]);
        if (shape[0] != 1 || shape.Length is not (3 or 4))
        {
            throw new QuantizationException($"node '{layer.Node.Name}' (GlobalAveragePool): an input of shape {TensorShape.Format(shape)} is not supported; it should be [1, C, L] or [1, C, H, W]");
        }
        int[] kernel = shape[2..], ones = new int[kernel.Length], zeros = new int[kernel.Length];
        Array.Fill(ones, 1);
        EmitUniform(context, layer, new WindowParameters(kernel, ones, zeros, zeros, ones), TensorShape.Product(kernel, 0, kernel.Length));
    }

    private static void EmitUniform(QuantizationContext context, FusedLayer layer, WindowParameters window, int count)
    {
        var x = context.Value(layer.Node, 0);
        var largest = context.LargestCode(x) * TensorShape.Product(window.Kernel, 0, window.Kernel.Length);
        var (multiplier, scale) = AccumulatorScale.ForSingleMultiplier(
            layer.Node.Name, context.Target(layer), x.Format.Scale / count, largest, context.UnclampedFormat(layer), context.Options);
        Emit(context, layer, window, new IntegerTensor([1], [multiplier]), scale);
    }

    private static void EmitPerPosition(QuantizationContext context, FusedLayer layer, WindowParameters window, int[] counts)
    {
        var x = context.Value(layer.Node, 0);
        // The mean is at most the largest input, and each of the at most max(counts) codes meets one multiplier's error.
        var codes = context.LargestCode(x);
        var demand = new AccumulatorDemand(x.Format.Scale / counts.Min(), x.Format.Scale * codes, codes * counts.Max() / 2);
        var scale = AccumulatorScale.Choose(layer.Node.Name, context.Target(layer), demand, context.Options);
        var multipliers = Array.ConvertAll(counts, count => Rounding.Round(x.Format.Scale / (count * scale.Sigma), layer.Node.Name));
        Emit(context, layer, window, new IntegerTensor(context.Uses.Shape(layer.Node.Output)[2..], multipliers), scale);
    }

    private static void Emit(QuantizationContext context, FusedLayer layer, WindowParameters window, IntegerTensor multipliers, AccumulatorScale scale)
    {
        var x = context.Value(layer.Node, 0);
        var pool = new AveragePoolOperator(
            layer.Node.Name, [x.Name], layer.Output, window.Kernel, window.Strides, window.PadsBegin, window.PadsEnd, multipliers, scale.Requantization);
        context.Emit(pool, scale.Format);
    }

    /// <summary>What each output position divides by, row-major: its inputs, or with count_include_pad its declared taps.</summary>
    private static int[] Counts(FloatNode node, WindowAxis[] axes)
    {
        var includePadding = node.Attributes.Int("count_include_pad", 0) != 0;
        int[] counts = [1];
        foreach (var axis in axes)
        {
            var taps = new int[axis.Output];
            for (var output = 0; output < taps.Length; output++)
            {
                var (first, end) = includePadding ? axis.TapsPadded(output) : axis.TapsInside(output);
                taps[output] = end - first;
            }
            counts = [.. counts.SelectMany(_ => taps, (count, tap) => count * tap)];
        }
        return counts;
    }
}
