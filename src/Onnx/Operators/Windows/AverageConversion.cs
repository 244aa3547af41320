using Zkml.Circuits.Graph;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>
/// An average is a sum in units of s_x / count: where all windows have one count, the output scale is chosen so that the
/// multiplier is exact; otherwise there is a multiplier round(s_x / (count·σ)) per position.
/// </summary>
internal static class AverageConversion
{
    public static void EmitUniform(QuantizationContext context, FusedLayer layer, WindowParameters window, int count)
    {
        var x = context.Value(layer.Node, 0);
        var largest = context.LargestCode(x) * TensorShape.Product(window.Kernel, 0, window.Kernel.Length);
        var (multiplier, scale) = AccumulatorScale.ForSingleMultiplier(
            layer.Node.Name, context.Target(layer), x.Format.Scale / count, largest, context.UnclampedFormat(layer), context.Options);
        Emit(context, layer, window, new IntegerTensor([1], [multiplier]), scale);
    }

    public static void EmitPerPosition(QuantizationContext context, FusedLayer layer, WindowParameters window, int[] counts)
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
        var pool = new Integer.AveragePoolOperator(
            layer.Node.Name, [x.Name], layer.Output, window.Kernel, window.Strides, window.PadsBegin, window.PadsEnd, multipliers, scale.Requantization);
        context.Emit(pool, scale.Format);
    }
}
