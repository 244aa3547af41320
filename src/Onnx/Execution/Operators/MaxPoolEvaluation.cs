using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
namespace Zkml.Onnx.Execution.Operators;

/// <summary>Maximum over each window; padding never wins. The optional indices output is not supported.</summary>
internal sealed class MaxPoolEvaluation : PoolEvaluation
{
    public override string OpType => "MaxPool";

    protected override float Reduce(EvaluationContext context, ReadOnlySpan<float> plane, WindowGeometry geometry, int y, int x)
    {
        var (rows, columns, _) = geometry;
        var (firstRow, endRow) = rows.TapsInside(y);
        var (firstColumn, endColumn) = columns.TapsInside(x);
        var max = float.NegativeInfinity;
        for (var row = firstRow; row < endRow; row++)
        {
            var start = (rows.Start(y) + row * rows.Dilation) * columns.Input + columns.Start(x);
            for (var column = firstColumn; column < endColumn; column++) max = Math.Max(max, plane[start + column * columns.Dilation]);
        }
        return max;
    }
}
