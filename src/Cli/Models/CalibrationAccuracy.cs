using Zkml.Onnx.Calibration;
using Zkml.Onnx.Execution;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>Compares a quantized model with its float original on the calibration samples.</summary>
internal static class CalibrationAccuracy
{
    /// <summary>Null when there are no real samples to compare on.</summary>
    public static EvaluationReport? Measure(QuantizedSource source)
    {
        if (source.Samples is not { } samples) return null;
        var count = Math.Min(samples.Count, Calibrator.MaxSamples);
        var executor = new FloatExecutor(source.Float);
        var outputs = Enumerable.Range(0, count).AsParallel().AsOrdered().Select(s => executor.Run(source.Sample(s))).ToList();
        var references = source.Float.Outputs.ToDictionary(o => o.Name, o => outputs.SelectMany(sample => Numbers(sample[o.Name])).ToArray());
        return Evaluator.Evaluate(source.Model, samples, references, count: count);
    }

    private static IEnumerable<double> Numbers(FloatTensor tensor) => tensor.Data.Select(x => (double)x);
}
