using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
namespace Zkml.Onnx.Execution.Operators;

/// <summary>1 / (1 + exp(−x)), evaluated in double precision.</summary>
internal sealed class SigmoidEvaluation : ElementwiseEvaluation
{
    public override string OpType => "Sigmoid";

    protected override void Map(EvaluationContext context, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++) output[i] = (float)(1.0 / (1.0 + Math.Exp(-(double)input[i])));
    }
}
