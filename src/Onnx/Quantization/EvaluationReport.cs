namespace Zkml.Onnx.Quantization;

/// <summary>How close a quantized model is to reference outputs, for each output that there is a reference of.</summary>
/// <param name="Samples">How many samples were compared.</param>
/// <param name="Agreement">Share of samples in which every output agrees (<see cref="AccuracyReport.Top1Agreement"/>).</param>
/// <param name="Outputs">By name, at least one, in the model's order.</param>
public sealed record EvaluationReport(int Samples, double Agreement, IReadOnlyList<KeyValuePair<string, AccuracyReport>> Outputs)
{
    /// <summary>The largest error over all outputs, of each relative to its range.</summary>
    public double RelativeMaxError => Outputs.Max(o => o.Value.RelativeMaxError);
}
