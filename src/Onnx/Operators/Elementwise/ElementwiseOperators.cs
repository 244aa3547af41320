using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>Arithmetic on elements, with broadcasting.</summary>
internal static class ElementwiseOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        AddOperator.Instance,
        DivOperator.Instance,
        MulOperator.Instance,
        NegOperator.Instance,
        SubOperator.Instance,
    ];
}
