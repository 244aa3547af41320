using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>Functions of one element.</summary>
internal static class ActivationOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        ClipOperator.Instance,
        EluOperator.Instance,
        LeakyReluOperator.Instance,
        ReluOperator.Instance,
        SigmoidOperator.Instance,
        TanhOperator.Instance,
    ];
}
