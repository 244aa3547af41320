using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
namespace Zkml.Onnx.Execution.Operators;

/// <summary>max(x, 0).</summary>
internal sealed class ReluEvaluation : ElementwiseEvaluation
{
    public override string OpType => "Relu";

    protected override void Map(EvaluationContext context, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++) output[i] = Math.Max(input[i], 0f);
    }
}
