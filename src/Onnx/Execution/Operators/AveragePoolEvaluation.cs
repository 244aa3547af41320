using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// Mean over each window. With count_include_pad the declared padding counts as zeros in the mean; positions beyond it,
/// which ceil_mode can reach, never count.
/// </summary>
internal sealed class AveragePoolEvaluation : PoolEvaluation
{
    public override string OpType => "AveragePool";

    protected override float Reduce(EvaluationContext context, ReadOnlySpan<float> plane, WindowGeometry geometry, int y, int x)
    {
        var (rows, columns, _) = geometry;
        var (firstRow, endRow) = rows.TapsInside(y);
        var (firstColumn, endColumn) = columns.TapsInside(x);
        double sum = 0;
        for (var row = firstRow; row < endRow; row++)
        {
            var start = (rows.Start(y) + row * rows.Dilation) * columns.Input + columns.Start(x);
            for (var column = firstColumn; column < endColumn; column++) sum += plane[start + column * columns.Dilation];
        }
        return (float)(sum / Divisor(context, geometry, y, x));
    }

    private static int Divisor(EvaluationContext context, WindowGeometry geometry, int y, int x)
    {
        var includePadding = context.Attributes.Int("count_include_pad", 0) != 0;
        var (firstRow, endRow) = includePadding ? geometry.Rows.TapsPadded(y) : geometry.Rows.TapsInside(y);
        var (firstColumn, endColumn) = includePadding ? geometry.Columns.TapsPadded(x) : geometry.Columns.TapsInside(x);
        return (endRow - firstRow) * (endColumn - firstColumn);
    }
}
