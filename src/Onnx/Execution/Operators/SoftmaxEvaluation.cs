using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// exp(x) / Σ exp(x). Since opset 13 the sum runs along one axis (−1 by default); before, over all dimensions from the
/// axis on (1 by default), as if the input were flattened to a matrix.
/// </summary>
internal sealed class SoftmaxEvaluation : IFloatOperator
{
    public string OpType => "Softmax";


    public Tensor[] Execute(EvaluationContext context)
    {
        var input = context.Float(0);
        var output = context.NewOutput();
        var axis = Axis(context, input.Rank);
        var end = context.Opset >= 13 ? axis + 1 : input.Rank;
        var length = TensorShape.Product(input.Shape, axis, end);
        var inner = TensorShape.Product(input.Shape, end, input.Rank);
        for (var group = 0; group < input.Length / length; group++)
        {
            Normalize(input.Data, output.Data, group / inner * length * inner + group % inner, inner, length);
        }
        return [output];
    }

    private static void Normalize(float[] input, float[] output, int start, int stride, int length)
    {
        var max = double.NegativeInfinity;
        for (var i = 0; i < length; i++) max = Math.Max(max, input[start + i * stride]);
        double sum = 0;
        for (var i = 0; i < length; i++) sum += Math.Exp(input[start + i * stride] - max);
        for (var i = 0; i < length; i++) output[start + i * stride] = (float)(Math.Exp(input[start + i * stride] - max) / sum);
    }

    private static int Axis(NodeContext context, int rank) =>
        context.Axis(context.Attributes.Int("axis", context.Opset >= 13 ? -1 : 1), rank);
}
