using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>Mul and MatMul of two computed values: a unit of the products is s_0·s_1, scaled by one multiplier.</summary>
internal static class ProductConversion
{
    public static void ConvertElementwise(QuantizationContext context, FusedLayer layer)
    {
        var (a, b) = (context.Value(layer.Node, 0), context.Value(layer.Node, 1));
        var (multiplier, scale) = Scale(context, layer, a, b, 1);
        context.Emit(new MultiplyOperator(layer.Node.Name, [a.Name, b.Name], layer.Output, multiplier, scale.Requantization), scale.Format);
    }

    public static void ConvertMatrices(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var (a, b) = (context.Value(node, 0), context.Value(node, 1));
        var (left, right) = (context.Type(a).Shape, context.Type(b).Shape);
        if (left.Length < 2 || right.Length < 2)
        {
            throw new QuantizationException($"node '{node.Name}' (MatMul): the product of computed values {TensorShape.Format(left)} and {TensorShape.Format(right)} is not supported; both have to be matrices");
        }
        var (multiplier, scale) = Scale(context, layer, a, b, left[^1]);
        context.Emit(new MatMulOperator(node.Name, [a.Name, b.Name], layer.Output, multiplier, scale.Requantization), scale.Format);
    }

    private static (long Multiplier, AccumulatorScale Scale) Scale(
        QuantizationContext context, FusedLayer layer, QuantizedValue a, QuantizedValue b, int terms) =>
        AccumulatorScale.ForSingleMultiplier(
            layer.Node.Name, context.Target(layer), a.Format.Scale * b.Format.Scale,
            context.LargestCode(a) * context.LargestCode(b) * terms, context.UnclampedFormat(layer), context.Options);
}
