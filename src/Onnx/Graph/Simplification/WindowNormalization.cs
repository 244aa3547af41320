using Zkml.Onnx.Execution.Operators;

namespace Zkml.Onnx.Graph.Simplification;

/// <summary>Makes the window of convolutions and poolings explicit and gives every convolution a bias.</summary>
internal static class WindowNormalization
{
    public static FloatGraph Apply(FloatGraph graph)
    {
        var editor = new GraphEditor(graph);
        foreach (var node in graph.Nodes)
        {
            editor.Nodes.Add(node.OpType switch
            {
                "Conv" => WithExplicitWindow(graph, WithBias(editor, node)),
                "MaxPool" or "AveragePool" => WithExplicitWindow(graph, node),
                _ => node,
            });
        }
        return editor.Build();
    }

    private static FloatNode WithBias(GraphEditor editor, FloatNode node)
    {
        if (node.HasInput(2)) return node;
        var bias = FloatTensor.Zeros(editor.Initializers[node.Inputs[1]].Shape[0]);
        return node with { Inputs = [node.Inputs[0], node.Inputs[1], editor.AddConstant($"{node.Output}/bias", bias)] };
    }

    private static FloatNode WithExplicitWindow(FloatGraph graph, FloatNode node)
    {
        var (rows, columns, rank) = WindowGeometry.Of(graph, node);
        WindowAxis[] axes = rank == 1 ? [columns] : [rows, columns];
        var values = node.Attributes.Values.Where(pair => pair.Key != "auto_pad").ToDictionary();
        values["kernel_shape"] = Array.ConvertAll(axes, axis => (long)axis.Kernel);
        values["strides"] = Array.ConvertAll(axes, axis => (long)axis.Stride);
        values["dilations"] = Array.ConvertAll(axes, axis => (long)axis.Dilation);
        values["pads"] = axes.Select(axis => (long)axis.PadBegin).Concat(axes.Select(axis => (long)axis.PadEnd)).ToArray();
        return node with { Outputs = [node.Output], Attributes = new NodeAttributes(node.Name, values) };
    }
}
