using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Mean over all spatial positions: [N, C, spatial…] becomes [N, C, 1, …].</summary>
internal sealed class GlobalAveragePoolOperator : IFloatOperator
{
    public string OpType => "GlobalAveragePool";

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var shape = (int[])context.FloatShape(0).Clone();
        if (shape.Length < 3) throw context.Fail($"the input of shape {TensorShape.Format(shape)} has no spatial dimensions");
        shape.AsSpan(2).Fill(1);
        return [TensorType.Float(shape)];
    }

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
