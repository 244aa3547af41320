using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Linear;

/// <summary>
/// Gemm, and MatMul by a constant matrix. With input scale s_x and accumulator scale σ: W' = round(w·s_x/σ) and
/// b' = round(b/σ). The rounding error of W' is uniform, so its share in the output is the same for every output
/// channel whatever the size of its weights: codes and a multiplier per channel would need a much wider shift for the
/// same accuracy (docs/decisions/0001).
/// </summary>
internal static class LinearConversion
{
    /// <param name="context">The state of the quantization.</param>
    /// <param name="layer">The layer that begins with the product.</param>
    /// <param name="x">The computed factor.</param>
    /// <param name="output">Name of the integer value.</param>
    /// <param name="weights">[out, in].</param>
    /// <param name="bias">[out].</param>
    public static QuantizedValue Emit(
        QuantizationContext context, FusedLayer layer, QuantizedValue x, string output, FloatTensor weights, float[] bias)
    {
        var target = context.Target(layer);
        var codes = context.LargestCode(x);
        var demand = ConstantWeights.Demand(weights.Data, bias, x.Format.Scale, codes);
        var scale = AccumulatorScale.Choose(layer.Node.Name, target, demand, context.Options);
        var node = new Integer.LinearOperator(
            layer.Node.Name, [x.Name], output,
            ConstantWeights.Round(weights.Data, x.Format.Scale / scale.Sigma, layer.Node.Name), weights.Shape[0], weights.Shape[1],
            ConstantWeights.Round(bias, 1 / scale.Sigma, layer.Node.Name), scale.Requantization);
        return context.Emit(node, scale.Format);
    }
}
