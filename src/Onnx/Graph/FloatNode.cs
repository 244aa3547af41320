namespace Zkml.Onnx.Graph;

/// <summary>
/// One operator application. An empty input name stands for an omitted optional input, an empty output name for an output
/// that nobody wants; further outputs (such as the mask of Dropout) may be listed but not consumed.
/// </summary>
public sealed record FloatNode(
    string Name,
    OnnxOperator Operator,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    NodeAttributes Attributes)
{
    /// <summary>The operator's name, for messages and files. Nothing in src/ compares it.</summary>
    public string OpType => Operator.Name;

    /// <summary>Name of the first output.</summary>
    public string Output => Outputs[0];

    /// <summary>A node with attributes given as pairs, for graph rewriting and tests.</summary>
    public static FloatNode Create(
        string name, OnnxOperator unit, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var values = attributes.ToDictionary(pair => pair.Name, pair => pair.Value);
        return new FloatNode(name, unit, inputs, outputs, new NodeAttributes(name, values));
    }

    /// <summary>True when input <paramref name="index"/> is present.</summary>
    public bool HasInput(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    /// <summary>Every value that the node reads: its present inputs, and what its subgraphs read of the graph around them.</summary>
    public IEnumerable<string> Reads() =>
        Inputs.Where(name => name.Length > 0).Concat(Attributes.Values.Values.OfType<Subgraph>().SelectMany(body => body.FreeNames()));

    /// <summary>The outputs that have a name.</summary>
    public IEnumerable<string> NamedOutputs() => Outputs.Where(name => name.Length > 0);

    /// <summary>An exception to throw whose message names this node.</summary>
    public GraphException Fail(string problem) => new($"node '{Name}' ({OpType}): {problem}");
}
