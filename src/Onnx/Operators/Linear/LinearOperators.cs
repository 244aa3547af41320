using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Linear;

/// <summary>Matrix products.</summary>
internal static class LinearOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } = [GemmOperator.Instance, MatMulOperator.Instance];
}
