namespace Zkml.Onnx.Graph.Simplification;

/// <summary>
/// Turns the batch normalizations that could not be folded into Mul and Add by constants of shape [1, C, 1, …].
/// </summary>
internal static class BatchNormalizationExpansion
{
    public static FloatGraph Apply(FloatGraph graph)
    {
        var editor = new GraphEditor(graph);
        foreach (var node in graph.Nodes)
        {
            if (node.OpType == "BatchNormalization") Expand(graph, editor, node);
            else editor.Nodes.Add(node);
        }
        return editor.Build();
    }

    private static void Expand(FloatGraph graph, GraphEditor editor, FloatNode node)
    {
        var (factors, offsets) = ChannelAffine.Read(graph, node)!;
        var shape = new int[graph.Shapes[node.Output].Length];
        shape.AsSpan().Fill(1);
        shape[1] = factors.Length;
        var scale = editor.AddConstant($"{node.Output}/scale", new FloatTensor(Array.ConvertAll(factors, x => (float)x), shape));
        var shift = editor.AddConstant($"{node.Output}/shift", new FloatTensor(Array.ConvertAll(offsets, x => (float)x), shape));
        var scaled = editor.Append($"{node.Output}/scaled", "Mul", [node.Inputs[0], scale]);
        editor.Nodes.Add(FloatNode.Create(node.Name, "Add", [scaled, shift], [node.Output]));
    }
}
