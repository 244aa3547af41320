namespace Zkml.Onnx.Graph.Simplification;

/// <summary>Replaces every node whose value is already known by a constant.</summary>
internal static class ConstantFolding
{
    public static FloatGraph Apply(FloatGraph graph)
    {
        var editor = new GraphEditor(graph);
        foreach (var (name, tensor) in graph.Constants) editor.KeepConstant(name, tensor);
        editor.Nodes.AddRange(graph.Nodes.Where(node => !graph.Constants.ContainsKey(node.Output)));
        return editor.Build();
    }
}
