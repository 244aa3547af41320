using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>
/// Removes nodes that hand on their input unchanged: Identity, Dropout, casts between float types, and reshapes to the
/// shape the input already has.
/// </summary>
internal sealed class IdentityRemoval(FloatGraph graph)
{
    private readonly Dictionary<string, string> renamed = [];
    private readonly HashSet<string> outputs = [.. graph.Outputs.Select(output => output.Name)];
    private readonly HashSet<string> produced = [];

    public static FloatGraph Apply(FloatGraph graph) => new IdentityRemoval(graph).Run();

    private FloatGraph Run()
    {
        var kept = new List<FloatNode>();
        foreach (var node in graph.Nodes)
        {
            var passing = node.Operator is IPassThrough unit && unit.PassesThrough(graph, node) ? unit : null;
            if (passing is not null && Bypass(node)) continue;
            produced.UnionWith(node.NamedOutputs());
            kept.Add(passing?.Plain(node) ?? node);
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
        if (!outputs.Contains(node.Output))
        {
            renamed.Add(node.Output, source);
            return true;
        }
        // The name of a graph output is fixed, so its producer takes it over, unless that has a fixed name itself.
        if (!produced.Contains(source) || outputs.Contains(source)) return false;
        renamed.Add(source, node.Output);
        produced.Add(node.Output);
        return true;
    }

    private string Resolve(string name)
    {
        while (renamed.TryGetValue(name, out var next)) name = next;
        return name;
    }
}
