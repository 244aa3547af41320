using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization.Conversion;

/// <summary>
/// Gemm, and MatMul by a constant matrix. With input scale s_x and accumulator scale σ: W' = round(w·s_x/σ) and
/// b' = round(b/σ). The rounding error of W' is uniform, so its share in the output is the same for every output
/// channel whatever the size of its weights: codes and a multiplier per channel would need a much wider shift for the
/// same accuracy (docs/decisions/0001).
/// </summary>
internal static class LinearConversion
{
    public static void Convert(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var weights = context.Uses.Constant(node.Inputs[1])!;
        if (node.OpType == "Gemm")
        {
            var bias = context.Uses.Constant(node.Inputs[2])?.Data ?? throw Unsupported(node);
            Emit(context, layer, context.Value(node, 0), layer.Output, weights, bias);
            return;
        }
        var columns = Columns(weights, node);
        var addend = layer.Addend is { } add ? context.Uses.Constant(add.Inputs[1])!.Data : [0];
        var biases = addend.Length == columns.Shape[0] ? addend : [.. Enumerable.Repeat(addend[0], columns.Shape[0])];
        if (weights.Rank == 2)
        {
            Emit(context, layer, context.Value(node, 0), layer.Output, columns, biases);
            return;
        }
        // A vector as right factor: one output, whose dimension is dropped.
        var product = Emit(context, layer, context.Value(node, 0), context.NewName($"{layer.Output}/column"), columns, biases);
        context.Emit(new ReshapeOperator(node.Name, [product.Name], layer.Output, context.Uses.Shape(layer.Output)), product.Format);
    }

    private static QuantizedValue Emit(
        QuantizationContext context, FusedLayer layer, QuantizedValue x, string output, FloatTensor weights, float[] bias)
    {
        var target = context.Target(layer);
        var codes = context.LargestCode(x);
        var demand = ConstantWeights.Demand(weights.Data, bias, x.Format.Scale, codes);
        var scale = AccumulatorScale.Choose(layer.Node.Name, target, demand, context.Options);
        var node = new LinearOperator(
            layer.Node.Name, [x.Name], output,
            ConstantWeights.Round(weights.Data, x.Format.Scale / scale.Sigma, layer.Node.Name), weights.Shape[0], weights.Shape[1],
            ConstantWeights.Round(bias, 1 / scale.Sigma, layer.Node.Name), scale.Requantization);
        return context.Emit(node, scale.Format);
    }

    /// <summary>The right factor [K, N] or [K] laid out [N, K].</summary>
    private static FloatTensor Columns(FloatTensor factor, FloatNode node)
    {
        if (factor.Rank is not (1 or 2))
        {
            throw new QuantizationException($"node '{node.Name}' (MatMul): a constant factor of shape {TensorShape.Format(factor.Shape)} is not supported; it has to be a matrix or a vector");
        }
        var inner = factor.Shape[0];
        var columns = factor.Rank == 1 ? 1 : factor.Shape[1];
        var result = FloatTensor.Zeros(columns, inner);
        for (var i = 0; i < result.Length; i++) result.Data[i] = factor.Data[i % inner * columns + i / inner];
        return result;
    }

    private static QuantizationException Unsupported(FloatNode node) =>
        new($"node '{node.Name}' (Gemm): the bias is not constant; simplify the graph first");
}
