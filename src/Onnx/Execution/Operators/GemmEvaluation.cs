using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// alpha · A' · B' + beta · C, where A' is [M, K] and B' is [K, N] after the optional transpositions and C broadcasts to
/// [M, N]. Sums are accumulated in double precision.
/// </summary>
internal sealed class GemmEvaluation : IFloatOperator
{
    public string OpType => "Gemm";




    public Tensor[] Execute(EvaluationContext context)
    {
        var output = context.NewOutput();
        var (a, b) = (context.Float(0), context.Float(1));
        var (rows, columns) = (output.Shape[0], output.Shape[1]);
        var (rowA, innerA) = Transposed(context, "transA") ? (1, a.Shape[1]) : (a.Shape[1], 1);
        var (innerB, columnB) = Transposed(context, "transB") ? (1, b.Shape[1]) : (b.Shape[1], 1);
        var c = context.OptionalFloat(2);
        var indices = c is null ? null : Broadcasting.Indices(c.Shape, output.Shape);
        double alpha = context.Attributes.Float("alpha", 1);
        double beta = context.Attributes.Float("beta", 1);
        var inner = a.Length / rows;
        for (var i = 0; i < output.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var sum = alpha * MatMulEvaluation.Dot(a.Data, row * rowA, innerA, b.Data, column * columnB, innerB, inner);
            output.Data[i] = (float)(c is null ? sum : sum + beta * c.Data[indices is null ? i : indices[i]]);
        }
        return [output];
    }

    private static bool Transposed(NodeContext context, string name) => context.Attributes.Int(name, 0) != 0;
}
