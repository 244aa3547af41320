using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Tensors;

namespace Zkml.Onnx.Quantization;

/// <summary>Reads the figures of a <see cref="LayerReport"/> off an integer operator.</summary>
internal static class LayerReports
{
    /// <summary>The report of an operator with these input types; throws InvalidDataException where inference does.</summary>
    public static LayerReport Of(IntegerOperator node, IReadOnlyList<IntegerType> inputs, IReadOnlyList<IntegerType> outputs, double scale)
    {
        var output = outputs[0];
        if (node is not AccumulatingOperator accumulating)
        {
            return new LayerReport(node.Name, node.Kind, output.Shape, null, 0, output.Min, output.Max, scale);
        }
        var accumulator = accumulating.InferAccumulator(inputs);
        var shift = accumulating.R?.Shift;
        return new LayerReport(
            node.Name, node.Kind, output.Shape, shift, CoefficientBits(node),
            Quotient(accumulator.Min, shift), Quotient(accumulator.Max, shift), scale);
    }

    private static int CoefficientBits(IntegerOperator node) =>
        node.Coefficients.Count == 0 ? SignedWidth.Of(0, 0) : SignedWidth.Of(node.Coefficients.Min(), node.Coefficients.Max());

    private static long Quotient(long accumulator, int? shift) =>
        shift is > 0 and { } s ? (accumulator + (1L << (s - 1))) >> s : accumulator;
}
