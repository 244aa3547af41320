using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>Codes of integer values: the values themselves, at scale 1.</summary>
internal static class IntegerFormat
{
    /// <summary>
    /// All values of a type of up to 16 bits. Of a wider type the values of calibration: an input outside is refused when
    /// it is encoded, never clipped.
    /// </summary>
    public static CodeFormat OfInput(ValueInfo input, RangePlan ranges)
    {
        if (input.Type.Element.Bits() <= ElementTypes.NarrowBits)
        {
            var (low, high) = input.Type.Element.Limits();
            return new CodeFormat(1, low, high);
        }
        var range = ranges.Calibrated(input.Name);
        var min = Rounding.Round(range.Min, input.Name);
        var max = Rounding.Round(range.Max, input.Name);
        return min == range.Min && max == range.Max
            ? new CodeFormat(1, min, max)
            : throw new QuantizationException($"input '{input.Name}' holds integers, but its calibrated range [{range.Min:R}, {range.Max:R}] is not one of integers");
    }

    /// <summary>Throws, naming the node, when proven values can leave the element type, where ONNX would wrap around.</summary>
    public static void RequireFits(FloatNode node, ElementType element, long min, long max)
    {
        var (low, high) = element.Limits();
        if (min < low || max > high)
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): values from {min} to {max} do not fit {element}; cast to a wider type in the model");
        }
    }
}
