using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>Brings every node into the normal form of its operator.</summary>
internal static class Normalization
{
    public static FloatGraph Apply(FloatGraph graph)
    {
        var editor = new GraphEditor(graph);
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is INormalForm form) form.Normalize(editor, node);
            else editor.Nodes.Add(node);
        }
        return editor.Build();
    }
}
