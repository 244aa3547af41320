using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>Replaces the operators that are made of others.</summary>
internal static class Expansion
{
    public static FloatGraph Apply(FloatGraph graph)
    {
        var editor = new GraphEditor(graph);
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is IExpanded expanded) expanded.Expand(editor, node);
            else editor.Nodes.Add(node);
        }
        return editor.Build();
    }
}
