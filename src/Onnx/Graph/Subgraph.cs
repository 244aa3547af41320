namespace Zkml.Onnx.Graph;

/// <summary>The body of a control-flow node: an attribute. Its nodes may read values of the graph around it.</summary>
/// <param name="Nodes">Nodes in the order of the file.</param>
/// <param name="Initializers">Constants of the body.</param>
/// <param name="Inputs">Formal inputs; an If has none.</param>
/// <param name="Outputs">Names of the results.</param>
public sealed record Subgraph(
    IReadOnlyList<FloatNode> Nodes,
    IReadOnlyDictionary<string, Tensor> Initializers,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs)
{
    /// <summary>Values of the graph around that the body reads.</summary>
    public IEnumerable<string> FreeNames()
    {
        var own = Nodes.SelectMany(node => node.Outputs).Concat(Initializers.Keys).Concat(Inputs).ToHashSet();
        return Nodes.SelectMany(node => node.Reads()).Concat(Outputs).Where(name => name.Length > 0 && !own.Contains(name)).Distinct();
    }
}
