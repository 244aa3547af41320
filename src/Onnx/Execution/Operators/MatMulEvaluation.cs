using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// NumPy matrix product: […, M, K] × […, K, N] with broadcast leading dimensions; a rank-1 operand is a row on the left
/// or a column on the right and its dimension is dropped from the result.
/// </summary>
internal sealed class MatMulEvaluation : IFloatOperator
{
    public string OpType => "MatMul";




    public Tensor[] Execute(EvaluationContext context)
    {
        var (a, b) = (context.Float(0), context.Float(1));
        var (left, right) = Promote(a.Shape, b.Shape);
        var (rows, inner, columns) = (left[^2], left[^1], right[^1]);
        var batch = Broadcasting.Shape(context, left.AsSpan(0, left.Length - 2), right.AsSpan(0, right.Length - 2));
        var leftBatch = Broadcasting.Indices(left.AsSpan(0, left.Length - 2), batch);
        var rightBatch = Broadcasting.Indices(right.AsSpan(0, right.Length - 2), batch);
        var output = context.NewOutput();
        var next = 0;
        for (var block = 0; block < TensorShape.Product(batch, 0, batch.Length); block++)
        {
            var startA = (leftBatch is null ? block : leftBatch[block]) * rows * inner;
            var startB = (rightBatch is null ? block : rightBatch[block]) * inner * columns;
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                {
                    output.Data[next++] = (float)Dot(a.Data, startA + i * inner, 1, b.Data, startB + j, columns, inner);
                }
            }
        }
        return [output];
    }

    /// <summary>Inner product of two strided vectors of the given length, in double precision.</summary>
    internal static double Dot(
        float[] a, int startA, int strideA, float[] b, int startB, int strideB, int length)
    {
        double sum = 0;
        for (var k = 0; k < length; k++) sum += (double)a[startA + k * strideA] * b[startB + k * strideB];
        return sum;
    }

    private static (int[] Left, int[] Right) Promote(int[] a, int[] b) =>
        (a.Length == 1 ? [1, a[0]] : a, b.Length == 1 ? [b[0], 1] : b);
}
