using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Constants;

/// <summary>Operators that are gone once their constant inputs are known.</summary>
internal static class ConstantOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        ConstantOperator.Instance,
        IfOperator.Instance,
        ShapeOperator.Instance,
        .. RandomOperator.All,
    ];
}
