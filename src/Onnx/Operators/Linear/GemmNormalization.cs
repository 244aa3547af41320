using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Layout;
using Zkml.Onnx.Passes;

namespace Zkml.Onnx.Operators.Linear;

/// <summary>
/// The normal form of Gemm: constant weights [out, in] (transB = 1, all else default) and a constant bias [out]. A product
/// of two computed matrices becomes MatMul with separate transposition, scaling and addition.
/// </summary>
internal static class GemmNormalization
{
    public static void Apply(GraphEditor editor, FloatNode node)
    {
        if (editor.Constant(node.Inputs[1]) is { } factor) ConstantGemm(editor, node, factor);
        else DynamicGemm(editor, node);
    }

    /// <summary>Appends a Gemm in normal form.</summary>
    public static void Append(GraphEditor editor, FloatNode node, string output, string input, FloatTensor weights, float[] bias)
    {
        string[] inputs =
        [
            input,
            editor.AddConstant($"{node.Output}/weights", weights),
            editor.AddConstant($"{node.Output}/bias", new FloatTensor(bias, [bias.Length])),
        ];
        editor.Nodes.Add(FloatNode.Create(node.Name, GemmOperator.Instance, inputs, [output], ("transB", 1L)));
    }

    /// <summary>alpha times a constant factor [K, N], or [N, K] if transposed, laid out [N, K].</summary>
    public static FloatTensor Weights(FloatTensor factor, bool isTransposed, float alpha)
    {
        var columns = factor.Shape[isTransposed ? 0 : 1];
        var inner = factor.Shape[isTransposed ? 1 : 0];
        var weights = FloatTensor.Zeros(columns, inner);
        for (var i = 0; i < weights.Length; i++) weights.Data[i] = alpha * factor.Data[isTransposed ? i : i % inner * columns + i / inner];
        return weights;
    }

    private static void ConstantGemm(GraphEditor editor, FloatNode node, FloatTensor factor)
    {
        var weights = Weights(factor, GemmOperator.IsSet(node, "transB"), node.Attributes.Float("alpha", 1));
        var input = Transposed(editor, node, 0, "transA");
        var bias = node.HasInput(2) ? RowBias(editor, node, weights.Shape[0]) : new float[weights.Shape[0]];
        if (bias is not null)
        {
            Append(editor, node, node.Output, input, weights, bias);
            return;
        }
        var product = editor.NewName($"{node.Output}/product");
        Append(editor, node, product, input, weights, new float[weights.Shape[0]]);
        AppendAddend(editor, node, product);
    }

    private static void DynamicGemm(GraphEditor editor, FloatNode node)
    {
        string[] factors = [Transposed(editor, node, 0, "transA"), Transposed(editor, node, 1, "transB")];
        var alpha = node.Attributes.Float("alpha", 1);
        var plain = alpha == 1 && !node.HasInput(2);
        var product = plain ? node.Output : editor.NewName($"{node.Output}/product");
        editor.Nodes.Add(FloatNode.Create(node.Name, MatMulOperator.Instance, factors, [product]));
        if (plain) return;
        if (alpha != 1)
        {
            string[] operands = [product, editor.AddConstant($"{node.Output}/alpha", FloatTensor.Scalar(alpha))];
            product = node.HasInput(2) ? editor.NewName($"{node.Output}/scaled") : node.Output;
            editor.Nodes.Add(FloatNode.Create($"{node.Name}/alpha", MulOperator.Instance, operands, [product]));
        }
        if (node.HasInput(2)) AppendAddend(editor, node, product);
    }

    /// <summary>Adds beta · C to a product; the sum gets the name of the node's output.</summary>
    private static void AppendAddend(GraphEditor editor, FloatNode node, string product)
    {
        var beta = node.Attributes.Float("beta", 1);
        var addend = node.Inputs[2];
        if (editor.Constant(addend) is { } constant)
        {
            addend = editor.AddConstant($"{node.Output}/addend", new FloatTensor(Array.ConvertAll(constant.Data, x => beta * x), constant.Shape));
        }
        else if (beta != 1)
        {
            string[] operands = [addend, editor.AddConstant($"{node.Output}/beta", FloatTensor.Scalar(beta))];
            addend = editor.Append($"{node.Output}/addend", MulOperator.Instance, operands);
        }
        editor.Nodes.Add(FloatNode.Create($"{node.Name}/add", AddOperator.Instance, [product, addend], [node.Output]));
    }

    /// <summary>beta · C as one value per output column, or null when C is computed or differs between rows.</summary>
    private static float[]? RowBias(GraphEditor editor, FloatNode node, int columns)
    {
        if (editor.Constant(node.Inputs[2]) is not { } constant) return null;
        var beta = node.Attributes.Float("beta", 1);
        var bias = new float[columns];
        var perColumn = constant.Length == columns && constant.Shape is [.., var last] && last == columns;
        if (!perColumn && constant.Length != 1) return null;
        for (var i = 0; i < columns; i++) bias[i] = beta * constant.Data[perColumn ? i : 0];
        return bias;
    }

    private static string Transposed(GraphEditor editor, FloatNode node, int index, string flag)
    {
        if (!GemmOperator.IsSet(node, flag)) return node.Inputs[index];
        return editor.Append($"{node.Output}/{flag}", TransposeOperator.Instance, [node.Inputs[index]], ("perm", new long[] { 1, 0 }));
    }
}
