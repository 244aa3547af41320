namespace Zkml.Onnx.Graph.Simplification;

/// <summary>One form for matrix products; see <see cref="GraphSimplifier"/>.</summary>
internal sealed class LinearNormalization(FloatGraph graph)
{
    private readonly GraphEditor _editor = new(graph);

    public static FloatGraph Apply(FloatGraph graph)
    {
        var pass = new LinearNormalization(graph);
        foreach (var node in graph.Nodes) pass.Rewrite(node);
        return pass._editor.Build();
    }

    private void Rewrite(FloatNode node)
    {
        var factor = node.OpType is "Gemm" or "MatMul" ? _editor.Constant(node.Inputs[1]) : null;
        if (node.OpType == "Gemm" && factor is not null)
        {
            ConstantGemm(node, factor);
        }
        else if (node.OpType == "Gemm")
        {
            DynamicGemm(node);
        }
        else if (factor is { Rank: 2 } && graph.Shapes[node.Inputs[0]].Length == 2)
        {
            AppendGemm(node, node.Output, node.Inputs[0], Weights(factor, false, 1), new float[factor.Shape[1]]);
        }
        else
        {
            _editor.Nodes.Add(node);
        }
    }

    private void ConstantGemm(FloatNode node, FloatTensor factor)
    {
        var weights = Weights(factor, IsSet(node, "transB"), node.Attributes.Float("alpha", 1));
        var input = Transposed(node, 0, "transA");
        var bias = node.HasInput(2) ? RowBias(node, weights.Shape[0]) : new float[weights.Shape[0]];
        if (bias is not null)
        {
            AppendGemm(node, node.Output, input, weights, bias);
            return;
        }
        var product = _editor.NewName($"{node.Output}/product");
        AppendGemm(node, product, input, weights, new float[weights.Shape[0]]);
        AppendAddend(node, product);
    }

    /// <summary>A product of two computed matrices becomes MatMul with separate transposition, scaling and addition.</summary>
    private void DynamicGemm(FloatNode node)
    {
        string[] factors = [Transposed(node, 0, "transA"), Transposed(node, 1, "transB")];
        var alpha = node.Attributes.Float("alpha", 1);
        var plain = alpha == 1 && !node.HasInput(2);
        var product = plain ? node.Output : _editor.NewName($"{node.Output}/product");
        _editor.Nodes.Add(FloatNode.Create(node.Name, "MatMul", factors, [product]));
        if (plain) return;
        if (alpha != 1)
        {
            string[] operands = [product, _editor.AddConstant($"{node.Output}/alpha", FloatTensor.Scalar(alpha))];
            product = node.HasInput(2) ? _editor.NewName($"{node.Output}/scaled") : node.Output;
            _editor.Nodes.Add(FloatNode.Create($"{node.Name}/alpha", "Mul", operands, [product]));
        }
        if (node.HasInput(2)) AppendAddend(node, product);
    }

    /// <summary>Adds beta · C to a product; the sum gets the name of the node's output.</summary>
    private void AppendAddend(FloatNode node, string product)
    {
        var beta = node.Attributes.Float("beta", 1);
        var addend = node.Inputs[2];
        if (_editor.Constant(addend) is { } constant)
        {
            addend = _editor.AddConstant($"{node.Output}/addend", new FloatTensor(Array.ConvertAll(constant.Data, x => beta * x), constant.Shape));
        }
        else if (beta != 1)
        {
            addend = _editor.Append($"{node.Output}/addend", "Mul", [addend, _editor.AddConstant($"{node.Output}/beta", FloatTensor.Scalar(beta))]);
        }
        _editor.Nodes.Add(FloatNode.Create($"{node.Name}/add", "Add", [product, addend], [node.Output]));
    }

    /// <summary>beta · C as one value per output column, or null when C is computed or differs between rows.</summary>
    private float[]? RowBias(FloatNode node, int columns)
    {
        if (_editor.Constant(node.Inputs[2]) is not { } constant) return null;
        var beta = node.Attributes.Float("beta", 1);
        var bias = new float[columns];
        var perColumn = constant.Length == columns && constant.Shape is [.., var last] && last == columns;
        if (!perColumn && constant.Length != 1) return null;
        for (var i = 0; i < columns; i++) bias[i] = beta * constant.Data[perColumn ? i : 0];
        return bias;
    }

    private void AppendGemm(FloatNode node, string output, string input, FloatTensor weights, float[] bias)
    {
        string[] inputs =
        [
            input,
            _editor.AddConstant($"{node.Output}/weights", weights),
            _editor.AddConstant($"{node.Output}/bias", new FloatTensor(bias, [bias.Length])),
        ];
        _editor.Nodes.Add(FloatNode.Create(node.Name, "Gemm", inputs, [output], ("transB", 1L)));
    }

    /// <summary>alpha times the constant factor, laid out [out, in].</summary>
    private static FloatTensor Weights(FloatTensor factor, bool isTransposed, float alpha)
    {
        var columns = factor.Shape[isTransposed ? 0 : 1];
        var inner = factor.Shape[isTransposed ? 1 : 0];
        var weights = FloatTensor.Zeros(columns, inner);
        for (var i = 0; i < weights.Length; i++) weights.Data[i] = alpha * factor.Data[isTransposed ? i : i % inner * columns + i / inner];
        return weights;
    }

    private string Transposed(FloatNode node, int index, string flag)
    {
        if (!IsSet(node, flag)) return node.Inputs[index];
        return _editor.Append($"{node.Output}/{flag}", "Transpose", [node.Inputs[index]], ("perm", new long[] { 1, 0 }));
    }

    private static bool IsSet(FloatNode node, string flag) => node.Attributes.Int(flag, 0) != 0;
}
