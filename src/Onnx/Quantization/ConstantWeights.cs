namespace Zkml.Onnx.Quantization;

/// <summary>Rounding of the weights of linear layers, one row of equal length per output channel.</summary>
internal static class ConstantWeights
{
    /// <summary>round(value · factor) of all values.</summary>
    public static long[] Round(float[] values, double factor, string node) =>
        Array.ConvertAll(values, value => Rounding.Round(value * factor, node));

    /// <summary>
    /// The demand of a linear layer. The rounding errors of n weights are independent and uniform in [−1/2, 1/2], and
    /// codes are rarely larger than a quarter of the largest in quadratic mean, so that the standard deviation of the
    /// sum's error is about (largest code / 4) · sqrt(n/12). Math.Sqrt is exactly rounded by IEEE 754.
    /// </summary>
    public static AccumulatorDemand Demand(float[] weights, float[] bias, double inputScale, double largestCode)
    {
        var row = weights.Length / bias.Length;
        double coefficient = 0, reach = 0;
        for (var o = 0; o < bias.Length; o++)
        {
            double sum = 0;
            for (var k = 0; k < row; k++)
            {
                var magnitude = Math.Abs((double)weights[o * row + k]);
                sum += magnitude;
                coefficient = Math.Max(coefficient, magnitude);
            }
            reach = Math.Max(reach, sum * inputScale * largestCode + Math.Abs((double)bias[o]));
        }
        var error = largestCode / 4 * Math.Sqrt(row / 12.0);
        return new AccumulatorDemand(coefficient * inputScale, reach, error);
    }
}
