using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>The dimensions [start, end) of the input shape as integers; constant because all shapes are static.</summary>
internal sealed class ShapeEvaluation : IFloatOperator
{
    public string OpType => "Shape";




    public Tensor[] Execute(EvaluationContext context) =>
        [LongTensor.Vector(Array.ConvertAll(Slice(context), dimension => (long)dimension))];

    private static int[] Slice(NodeContext context)
    {
        var shape = context.Shape(0);
        var start = Clamp(context.Attributes.Int("start", 0), shape.Length);
        var end = Clamp(context.Attributes.Int("end", shape.Length), shape.Length);
        return start < end ? shape[start..end] : [];
    }

    private static int Clamp(long position, int rank) =>
        (int)Math.Clamp(position < 0 ? position + rank : position, 0, rank);
}
