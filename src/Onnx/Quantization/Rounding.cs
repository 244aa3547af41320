namespace Zkml.Onnx.Quantization;

/// <summary>
/// Conversion of reals to integers. Nothing here or around it calls a transcendental function: IEEE 754 defines +, −, ×,
/// ÷ and floor exactly, so all machines get the same integers.
/// </summary>
internal static class Rounding
{
    private const double Limit = 1L << 61;

    /// <summary>floor(x + 1/2); throws <see cref="QuantizationException"/> naming the node beyond 2^61.</summary>
    public static long Round(double x, string node)
    {
        var rounded = Math.Floor(x + 0.5);
        if (!(Math.Abs(rounded) <= Limit))
        {
            throw new QuantizationException($"node '{node}': an integer coefficient would be {x:R}; the calibrated ranges do not fit the weights");
        }
        return (long)rounded;
    }
}
