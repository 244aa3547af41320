using System.Numerics.Tensors;

namespace Zkml.Onnx.Quantization;

/// <summary>One output of all samples beside its reference.</summary>
/// <param name="rows">The numbers of each sample.</param>
/// <param name="reference">Of all samples, one after the other.</param>
/// <param name="isExact">Whether only equal numbers agree: so for integers.</param>
internal sealed class OutputComparison(double[][] rows, double[] reference, bool isExact)
{
    private int Width => rows[0].Length;

    /// <summary>Whether a sample has the same decision; exact outputs have that of all their numbers.</summary>
    public bool Agrees(int sample) => isExact
        ? rows[sample].AsSpan().SequenceEqual(Expected(sample))
        : Decision(rows[sample]) == Decision(Expected(sample));

    public AccuracyReport Report(long[]? labels)
    {
        int samples = rows.Length, agreed = 0, right = 0, referenceRight = 0;
        double largest = 0, sum = 0;
        for (var s = 0; s < samples; s++)
        {
            var expected = Expected(s);
            agreed += Agrees(s) ? 1 : 0;
            right += Decision(rows[s]) == labels?[s] ? 1 : 0;
            referenceRight += Decision(expected) == labels?[s] ? 1 : 0;
            for (var k = 0; k < Width; k++)
            {
                var error = Math.Abs(rows[s][k] - expected[k]);
                largest = Math.Max(largest, error);
                sum += error;
            }
        }
        return new AccuracyReport(
            samples, (double)agreed / samples,
            labels is null ? null : (double)referenceRight / samples,
            labels is null ? null : (double)right / samples,
            largest, sum / reference.Length, TensorPrimitives.Max<double>(reference) - TensorPrimitives.Min<double>(reference));
    }

    private ReadOnlySpan<double> Expected(int sample) => reference.AsSpan(sample * Width, Width);

    private long Decision(ReadOnlySpan<double> output)
    {
        if (output.Length == 1) return isExact ? (long)output[0] : output[0] >= 0.5 ? 1 : 0;
        var best = 0;
        for (var k = 1; k < output.Length; k++) best = output[k] > output[best] ? k : best;
        return best;
    }
}
