namespace Zkml.Onnx.Quantization;

/// <summary>How close the dequantized outputs of a quantized model are to reference outputs.</summary>
/// <param name="Samples">How many samples were compared.</param>
/// <param name="Top1Agreement">Share of samples with the same decision: the same largest output (the first of equals), or
/// for a model with one output number the same side of 1/2.</param>
/// <param name="ReferenceAccuracy">Share of samples that the reference decides as labelled, or null without labels.</param>
/// <param name="Accuracy">Share of samples that the quantized model decides as labelled, or null without labels.</param>
/// <param name="MaxAbsError">Largest |dequantized − reference| over all output numbers.</param>
/// <param name="MeanAbsError">Mean of |dequantized − reference|.</param>
/// <param name="OutputRange">Largest minus smallest reference number.</param>
public sealed record AccuracyReport(
    int Samples,
    double Top1Agreement,
    double? ReferenceAccuracy,
    double? Accuracy,
    double MaxAbsError,
    double MeanAbsError,
    double OutputRange)
{
    /// <summary>MaxAbsError relative to OutputRange; 0 when the reference is constant and met exactly.</summary>
    public double RelativeMaxError => MaxAbsError == 0 ? 0 : MaxAbsError / OutputRange;
}
