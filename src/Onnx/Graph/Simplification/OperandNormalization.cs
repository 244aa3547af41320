namespace Zkml.Onnx.Graph.Simplification;

/// <summary>One form for constant operands of elementwise operators; see <see cref="GraphSimplifier"/>.</summary>
internal static class OperandNormalization
{
    public static FloatGraph Apply(FloatGraph graph)
    {
        var editor = new GraphEditor(graph);
        foreach (var node in graph.Nodes) editor.Nodes.Add(Rewrite(editor, node));
        return editor.Build();
    }

    private static FloatNode Rewrite(GraphEditor editor, FloatNode node) => node.OpType switch
    {
        "Add" or "Mul" when editor.Constant(node.Inputs[0]) is not null => node with { Inputs = [node.Inputs[1], node.Inputs[0]] },
        "Sub" when editor.Constant(node.Inputs[1]) is { } subtrahend => WithConstant(editor, node, "Add", subtrahend, x => -x),
        "Div" when editor.Constant(node.Inputs[1]) is { } divisor => WithConstant(editor, node, "Mul", divisor, x => 1 / x),
        "Clip" => BoundsAsAttributes(editor, node),
        _ => node,
    };

    private static FloatNode WithConstant(
        GraphEditor editor, FloatNode node, string opType, FloatTensor constant, Converter<float, float> convert)
    {
        if (opType == "Mul" && constant.Data.AsSpan().Contains(0f)) throw node.Fail("divides by a constant that contains 0");
        var converted = new FloatTensor(Array.ConvertAll(constant.Data, convert), constant.Shape);
        return node with { OpType = opType, Inputs = [node.Inputs[0], editor.AddConstant($"{node.Output}/operand", converted)] };
    }

    private static FloatNode BoundsAsAttributes(GraphEditor editor, FloatNode node)
    {
        var min = node.HasInput(1) ? editor.Constant(node.Inputs[1])!.Data[0] : node.Attributes.Float("min", float.MinValue);
        var max = node.HasInput(2) ? editor.Constant(node.Inputs[2])!.Data[0] : node.Attributes.Float("max", float.MaxValue);
        return FloatNode.Create(node.Name, "Clip", [node.Inputs[0]], [node.Output], ("min", min), ("max", max));
    }
}
