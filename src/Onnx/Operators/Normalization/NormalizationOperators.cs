using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Normalization;

/// <summary>Operators that bring values to a common size.</summary>
internal static class NormalizationOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } = [BatchNormalizationOperator.Instance, SoftmaxOperator.Instance];
}
