using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>Compares a quantized model with its float original on the calibration samples.</summary>
internal static class CalibrationAccuracy
{
    /// <summary>Null when there are no real samples to compare on.</summary>
    public static AccuracyReport? Measure(QuantizedSource source) =>
        source.Samples is null ? null : Evaluator.Evaluate(source.Model, First(source.Samples, source.Float.Inputs[0].Shape), source.Float);

    /// <summary>The samples that calibration used.</summary>
    private static InputBatch First(InputBatch samples, int[] shape)
    {
        if (samples.Count <= Calibrator.MaxSamples) return samples;
        float[] data = [.. Enumerable.Range(0, Calibrator.MaxSamples).SelectMany(k => samples.Sample(k).Data)];
        return InputBatch.Create(new FloatTensor(data, [Calibrator.MaxSamples, .. shape.Length > 0 && shape[0] == 1 ? shape[1..] : shape]), shape);
    }
}
