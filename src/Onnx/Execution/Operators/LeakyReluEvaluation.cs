using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
namespace Zkml.Onnx.Execution.Operators;

/// <summary>x for x ≥ 0, otherwise alpha · x (alpha is 0.01 by default).</summary>
internal sealed class LeakyReluEvaluation : ElementwiseEvaluation
{
    public override string OpType => "LeakyRelu";

    protected override void Map(EvaluationContext context, ReadOnlySpan<float> input, Span<float> output)
    {
        var alpha = context.Attributes.Float("alpha", 0.01f);
        for (var i = 0; i < input.Length; i++) output[i] = input[i] < 0 ? alpha * input[i] : input[i];
    }
}
