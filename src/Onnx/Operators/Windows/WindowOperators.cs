using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>Convolution and pooling.</summary>
internal static class WindowOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        AveragePoolOperator.Instance,
        ConvOperator.Instance,
        GlobalAveragePoolOperator.Instance,
        MaxPoolOperator.Instance,
    ];
}
