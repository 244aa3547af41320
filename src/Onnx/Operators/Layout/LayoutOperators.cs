using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Operators that move elements without computing.</summary>
internal static class LayoutOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        CastOperator.Instance,
        ConcatOperator.Instance,
        DropoutOperator.Instance,
        FlattenOperator.Instance,
        GatherOperator.Instance,
        IdentityOperator.Instance,
        PadOperator.Instance,
        ReshapeOperator.Instance,
        SplitOperator.Instance,
        SqueezeOperator.Instance,
        TransposeOperator.Instance,
        UnsqueezeOperator.Instance,
    ];
}
