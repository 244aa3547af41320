using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>Replaces every node whose values are all known by constants.</summary>
internal static class ConstantFolding
{
    public static FloatGraph Apply(FloatGraph graph)
    {
        var editor = new GraphEditor(graph);
        foreach (var (name, tensor) in graph.Constants) editor.KeepConstant(name, tensor);
        editor.Nodes.AddRange(graph.Nodes.Where(node => !node.NamedOutputs().All(graph.Constants.ContainsKey)));
        return editor.Build();
    }
}
