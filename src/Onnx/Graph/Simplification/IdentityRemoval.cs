namespace Zkml.Onnx.Graph.Simplification;

/// <summary>
/// Removes nodes that hand on their input unchanged: Identity, Dropout, casts between float types, and reshapes to the
/// shape the input already has.
/// </summary>
internal sealed class IdentityRemoval(FloatGraph graph)
{
    private readonly Dictionary<string, string> _renamed = [];
    private readonly HashSet<string> _outputs = [.. graph.Outputs.Select(output => output.Name)];
    private readonly HashSet<string> _produced = [];

    public static FloatGraph Apply(FloatGraph graph) => new IdentityRemoval(graph).Run();

    private FloatGraph Run()
    {
        var kept = new List<FloatNode>();
        foreach (var node in graph.Nodes)
        {
            if (IsIdentity(node) && Bypass(node)) continue;
            _produced.Add(node.Output);
            kept.Add(IsIdentity(node) ? FloatNode.Create(node.Name, "Identity", [node.Inputs[0]], [node.Output]) : node);
        }
        var editor = new GraphEditor(graph);
        foreach (var node in kept)
        {
            editor.Nodes.Add(node with { Inputs = [.. node.Inputs.Select(Resolve)], Outputs = [.. node.Outputs.Select(Resolve)] });
        }
        return editor.Build();
    }

    /// <summary>Redirects the uses of the output to the input; false when both names have to stay.</summary>
    private bool Bypass(FloatNode node)
    {
        var source = Resolve(node.Inputs[0]);
        if (!_outputs.Contains(node.Output))
        {
            _renamed.Add(node.Output, source);
            return true;
        }
        // The name of a graph output is fixed, so its producer takes it over, unless that has a fixed name itself.
        if (!_produced.Contains(source) || _outputs.Contains(source)) return false;
        _renamed.Add(source, node.Output);
        _produced.Add(node.Output);
        return true;
    }

    private string Resolve(string name)
    {
        while (_renamed.TryGetValue(name, out var next)) name = next;
        return name;
    }

    private bool IsIdentity(FloatNode node) => node.OpType switch
    {
        "Identity" or "Dropout" or "Cast" => true,
        "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" =>
            graph.Shapes[node.Inputs[0]].AsSpan().SequenceEqual(graph.Shapes[node.Output]),
        _ => false,
    };
}
