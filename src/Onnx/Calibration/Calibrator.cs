using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Runtime;
using Zkml.Tensors;

namespace Zkml.Onnx.Calibration;

/// <summary>The outcome of calibration.</summary>
/// <param name="Parameters">Content for quantization.json.</param>
/// <param name="Samples">How many inputs were run.</param>
/// <param name="Warnings">What the user should know, such as the lack of real samples.</param>
public sealed record CalibrationResult(QuantizationParameters Parameters, int Samples, IReadOnlyList<string> Warnings);

/// <summary>
/// Runs the simplified float graph over sample inputs and records the range of every value. The samples run side by side,
/// each on one thread, so that the ranges do not depend on the number of cores. Float sums differ between processors in
/// the last bits; that is why the result is a file to keep, and not recomputed.
/// </summary>
public static class Calibrator
{
    /// <summary>More samples than this are not run: the ranges hardly change.</summary>
    public const int MaxSamples = 256;

    /// <summary>Inputs drawn when there are no samples.</summary>
    public const int RandomSamples = 32;

    /// <summary>Values that one run may hold: those of larger graphs are observed in several runs.</summary>
    private const long MaxValuesPerRun = 1L << 27;

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
            Enumerable.Range(0, samples.Count).Select(i => new Dictionary<string, Tensor> { [name] = samples.Sample(i) }));
    }

    /// <summary>Calibrates on the first <see cref="MaxSamples"/> samples, each giving all inputs by name.</summary>
    /// <param name="simplified">The graph whose values are observed.</param>
    /// <param name="bits">Width of activation codes, 8 or 16.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="parallelism">How many samples run at once; all cores without it.</param>
    /// <param name="cancellation">Stops between two operators.</param>
    /// <exception cref="ArgumentException">There is no sample, or one does not fit the inputs.</exception>
    /// <exception cref="GraphException">A node fails.</exception>
    public static CalibrationResult Calibrate(
        FloatGraph simplified, int bits, IEnumerable<IReadOnlyDictionary<string, Tensor>> samples,
        int? parallelism = null, CancellationToken cancellation = default)
    {
        if (bits is not (8 or 16))
        {
            throw new ArgumentOutOfRangeException(nameof(bits), $"codes of {bits} bits are not supported; choose 8 or 16");
        }
        using var model = GraphModel.Open(simplified, withAllValues: true);
        var inputs = simplified.Inputs.Select(input => input.Name).ToArray();
        var groups = Groups(simplified);
        var observer = new RangeObserver();
        var count = SampleRuns.ForEach(
            samples.Take(MaxSamples),
            () => new RangeObserver(),
            (sample, own) => Observe(model, sample, inputs, groups, own, cancellation),
            observer.Add,
            parallelism,
            cancellation);
        if (count == 0) throw new ArgumentException("calibration needs at least one sample", nameof(samples));
        var parameters = new QuantizationParameters(bits, observer.Ranges(inputs), observer.Ranges(GraphModel.Computed(simplified)));
        return new CalibrationResult(parameters, count, []);
    }

    /// <summary>Calibrates on reproducible pseudo-random inputs and warns that real data may be clipped.</summary>
    public static CalibrationResult CalibrateOnRandomInputs(
        FloatGraph simplified, int bits, int? parallelism = null, CancellationToken cancellation = default)
    {
        var random = new RandomInputs();
        var samples = new List<IReadOnlyDictionary<string, Tensor>>();
        for (var i = 0; i < RandomSamples; i++)
        {
            samples.Add(simplified.Inputs.ToDictionary(input => input.Name, random.Next));
        }
        const string Warning = "no calibration data: ranges come from random inputs in [-1, 1); inputs beyond are clipped, and accuracy on real data may be poor";
        return Calibrate(simplified, bits, samples, parallelism, cancellation) with { Warnings = [Warning] };
    }

    private static void Observe(
        FloatModel model, IReadOnlyDictionary<string, Tensor> sample, string[] inputs, List<string[]> groups, RangeObserver observer, CancellationToken cancellation)
    {
        foreach (var input in inputs)
        {
            if (sample.TryGetValue(input, out var value)) observer.Observe(input, value);
        }
        foreach (var group in groups)
        {
            using var result = model.Run(sample, group, cancellation);
            for (var k = 0; k < group.Length; k++)
            {
                if (result.TryGetFloats(k, out var floats)) observer.Observe(group[k], floats);
                else observer.Observe(group[k], result.Tensor(k));
            }
        }
    }

    /// <summary>The computed values, so many together as one run may hold.</summary>
    private static List<string[]> Groups(FloatGraph graph)
    {
        var groups = new List<string[]>();
        var group = new List<string>();
        long size = 0;
        foreach (var name in GraphModel.Computed(graph))
        {
            var length = TensorShape.Product(graph.Shapes[name], 0, graph.Shapes[name].Length);
            if (group.Count > 0 && size + length > MaxValuesPerRun)
            {
                groups.Add([.. group]);
                group.Clear();
                size = 0;
            }
            group.Add(name);
            size += length;
        }
        if (group.Count > 0) groups.Add([.. group]);
        return groups;
    }
}
