using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
namespace Zkml.Onnx.Execution.Operators;

/// <summary>Hyperbolic tangent, evaluated in double precision.</summary>
internal sealed class TanhEvaluation : ElementwiseEvaluation
{
    public override string OpType => "Tanh";

    protected override void Map(EvaluationContext context, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++) output[i] = (float)Math.Tanh(input[i]);
    }
}
