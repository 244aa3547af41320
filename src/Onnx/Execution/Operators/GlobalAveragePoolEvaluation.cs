using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Mean over all spatial positions: [N, C, spatial…] becomes [N, C, 1, …].</summary>
internal sealed class GlobalAveragePoolEvaluation : IFloatOperator
{
    public string OpType => "GlobalAveragePool";


    public Tensor[] Execute(EvaluationContext context)
    {
        var input = context.Float(0);
        var output = context.NewOutput();
        var plane = input.Length / output.Length;
        for (var i = 0; i < output.Length; i++)
        {
            double sum = 0;
            foreach (var value in input.Data.AsSpan(i * plane, plane)) sum += value;
            output.Data[i] = (float)(sum / plane);
        }
        return [output];
    }
}
