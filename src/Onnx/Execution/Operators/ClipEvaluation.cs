using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// Clamps every element to [min, max]. The bounds are attributes before opset 11 and optional constant scalar inputs
/// since; simplified graphs use the attribute form in every opset.
/// </summary>
internal sealed class ClipEvaluation : ElementwiseEvaluation
{
    public override string OpType => "Clip";


    protected override void Map(EvaluationContext context, ReadOnlySpan<float> input, Span<float> output)
    {
        var min = context.OptionalFloat(1)?.Data[0] ?? context.Attributes.Float("min", float.MinValue);
        var max = context.OptionalFloat(2)?.Data[0] ?? context.Attributes.Float("max", float.MaxValue);
        // ONNX defines min > max as max everywhere, which Math.Clamp refuses.
        for (var i = 0; i < input.Length; i++) output[i] = Math.Min(Math.Max(input[i], min), max);
    }
}
