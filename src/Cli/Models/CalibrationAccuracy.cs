using Zkml.Algebra.Threading;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Reference;

namespace Zkml.Cli.Models;

/// <summary>Compares a quantized model with its float original on the calibration samples.</summary>
internal static class CalibrationAccuracy
{
    /// <summary>Null when there are no real samples to compare on.</summary>
    public static EvaluationReport? Measure(QuantizedSource source, Cpu cpu)
    {
        if (source.Samples is not { } samples) return null;
        var count = Math.Min(samples.Count, Calibrator.MaxSamples);
        using var original = OriginalModel.Open(source.File, source.Float);
        return Evaluator.Evaluate(source.Model, samples, FloatOutputs.Of(original, count, source.Sample, cpu.Threads, cpu.Cancellation), null, count, cpu.Threads, cpu.Cancellation);
    }
}
