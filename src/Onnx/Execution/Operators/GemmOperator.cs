using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// alpha · A' · B' + beta · C, where A' is [M, K] and B' is [K, N] after the optional transpositions and C broadcasts to
/// [M, N]. Sums are accumulated in double precision.
/// </summary>
internal sealed class GemmOperator : IFloatOperator
{
    public string OpType => "Gemm";

    public bool IsReduction => true;

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 3);
        var a = context.FloatShape(0);
        var b = context.FloatShape(1);
        if (a.Length != 2 || b.Length != 2)
        {
            throw context.Fail($"both factors have to be matrices, not {TensorShape.Format(a)} and {TensorShape.Format(b)}");
        }
        var (rows, inner) = Transposed(context, "transA") ? (a[1], a[0]) : (a[0], a[1]);
        var (innerB, columns) = Transposed(context, "transB") ? (b[1], b[0]) : (b[0], b[1]);
        if (inner != innerB)
        {
            throw context.Fail($"matrices {TensorShape.Format(a)} and {TensorShape.Format(b)} cannot be multiplied (inner sizes {inner} and {innerB})");
        }
        int[] shape = [rows, columns];
        if (context.HasInput(2) && !Broadcasting.Shape(context, context.FloatShape(2), shape).AsSpan().SequenceEqual(shape))
        {
            throw context.Fail($"C of shape {TensorShape.Format(context.Shape(2))} cannot be broadcast to {TensorShape.Format(shape)}");
        }
        // Read for their checks only: both have to be finite floats.
        _ = context.Attributes.Float("alpha", 1) + context.Attributes.Float("beta", 1);
        return [TensorType.Float(shape)];
    }

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
            var sum = alpha * MatMulOperator.Dot(a.Data, row * rowA, innerA, b.Data, column * columnB, innerB, inner);
            output.Data[i] = (float)(c is null ? sum : sum + beta * c.Data[indices is null ? i : indices[i]]);
        }
        return [output];
    }

    private static bool Transposed(NodeContext context, string name) => context.Attributes.Int(name, 0) != 0;
}
