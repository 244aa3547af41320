using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>
/// Moves per-channel scales and shifts, batch normalization included, into the weights of the operator that computes
/// their input, provided nothing else uses that value.
/// </summary>
internal sealed class ChannelAffineFolding(FloatGraph graph)
{
    private readonly GraphEditor editor = new(graph);
    private readonly Dictionary<string, int> uses = CountUses(graph);
    private readonly Dictionary<string, int> scaled = [];

    public static FloatGraph Apply(FloatGraph graph)
    {
        var pass = new ChannelAffineFolding(graph);
        foreach (var node in graph.Nodes) pass.Visit(node);
        return pass.editor.Build();
    }

    private void Visit(FloatNode node)
    {
        if (node.Operator is IChannelScaled) scaled.Add(node.Output, editor.Nodes.Count);
        if (node.Operator is IChannelAffine affine
            && scaled.TryGetValue(node.Inputs[0], out var producer)
            && uses[node.Inputs[0]] == 1
            && affine.Affine(graph, node) is { } function)
        {
            var before = editor.Nodes[producer];
            editor.Nodes[producer] = ((IChannelScaled)before.Operator).Scaled(editor, before, node.Output, function);
            scaled.Add(node.Output, producer);
            return;
        }
        editor.Nodes.Add(node);
    }

    private static Dictionary<string, int> CountUses(FloatGraph graph)
    {
        var uses = new Dictionary<string, int>();
        var names = graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Name));
        foreach (var name in names) uses[name] = uses.GetValueOrDefault(name) + 1;
        return uses;
    }
}
