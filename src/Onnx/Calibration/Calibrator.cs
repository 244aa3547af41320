using Zkml.Onnx.Execution;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Calibration;

/// <summary>The outcome of calibration.</summary>
/// <param name="Parameters">Content for quantization.json.</param>
/// <param name="Samples">How many inputs were run.</param>
/// <param name="Warnings">What the user should know, such as the lack of real samples.</param>
public sealed record CalibrationResult(QuantizationParameters Parameters, int Samples, IReadOnlyList<string> Warnings);

/// <summary>
/// Runs the simplified float graph over sample inputs and records the range of every value. Float sums differ between
/// machines in the last bits; that is why the result is a file to keep, and not recomputed.
/// </summary>
public static class Calibrator
{
    /// <summary>More samples than this are not run: the ranges hardly change.</summary>
    public const int MaxSamples = 256;

    /// <summary>Inputs drawn when there are no samples, uniform in [−1, 1).</summary>
    public const int RandomSamples = 32;

    /// <summary>Calibrates a graph with one input on the first <see cref="MaxSamples"/> samples of a batch.</summary>
    public static CalibrationResult Calibrate(FloatGraph simplified, int bits, InputBatch samples)
    {
        if (simplified.Inputs.Count != 1)
        {
            throw new ArgumentException($"the graph has {simplified.Inputs.Count} inputs; use the overload that takes them by name");
        }
        var name = simplified.Inputs[0].Name;
        return Calibrate(
            simplified,
            bits,
            Enumerable.Range(0, samples.Count).Select(i => new Dictionary<string, FloatTensor> { [name] = samples.Sample(i) }));
    }

    /// <summary>Calibrates on the first <see cref="MaxSamples"/> samples, each giving all inputs by name.</summary>
    public static CalibrationResult Calibrate(
        FloatGraph simplified, int bits, IEnumerable<IReadOnlyDictionary<string, FloatTensor>> samples)
    {
        if (bits is not (8 or 16))
        {
            throw new ArgumentOutOfRangeException(nameof(bits), $"codes of {bits} bits are not supported; choose 8 or 16");
        }
        var executor = new FloatExecutor(simplified);
        var observer = new RangeObserver();
        var count = 0;
        foreach (var sample in samples.Take(MaxSamples))
        {
            executor.Run(sample, observer.Observe);
            count++;
        }
        if (count == 0) throw new ArgumentException("calibration needs at least one sample", nameof(samples));
        var parameters = new QuantizationParameters(
            bits,
            observer.Ranges(simplified.Inputs.Select(input => input.Name)),
            observer.Ranges(simplified.Nodes.Select(node => node.Output)));
        return new CalibrationResult(parameters, count, []);
    }

    /// <summary>Calibrates on reproducible pseudo-random inputs in [−1, 1) and warns that real data may be clipped.</summary>
    public static CalibrationResult CalibrateOnRandomInputs(FloatGraph simplified, int bits)
    {
        ulong state = 0;
        var samples = new List<IReadOnlyDictionary<string, FloatTensor>>();
        for (var i = 0; i < RandomSamples; i++)
        {
            samples.Add(simplified.Inputs.ToDictionary(input => input.Name, input => Random(input.Shape, ref state)));
        }
        const string Warning = "no calibration data: ranges come from random inputs in [-1, 1); inputs beyond are clipped, and accuracy on real data may be poor";
        return Calibrate(simplified, bits, samples) with { Warnings = [Warning] };
    }

    private static FloatTensor Random(int[] shape, ref ulong state)
    {
        var tensor = FloatTensor.Zeros(shape);
        for (var i = 0; i < tensor.Length; i++) tensor.Data[i] = (SplitMix(ref state) >> 40) / (float)(1 << 23) - 1;
        return tensor;
    }

    /// <summary>The SplitMix64 generator.</summary>
    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
