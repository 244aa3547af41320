using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>Who computes and who reads each value of a float graph.</summary>
internal sealed class GraphUses
{
    private readonly Dictionary<string, FloatNode> producers = [];
    private readonly Dictionary<string, List<FloatNode>> consumers = [];
    private readonly HashSet<string> outputs;

    public GraphUses(FloatGraph graph)
    {
        Graph = graph;
        outputs = [.. graph.Outputs.Select(output => output.Name)];
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.NamedOutputs()) producers[output] = node;
            foreach (var input in node.Inputs.Where(name => name.Length > 0))
            {
                if (!consumers.TryGetValue(input, out var list)) consumers[input] = list = [];
                list.Add(node);
            }
        }
    }

    public FloatGraph Graph { get; }

    public bool IsOutput(string value) => outputs.Contains(value);

    /// <summary>The node that computes a value, or null for inputs and constants.</summary>
    public FloatNode? Producer(string value) => producers.GetValueOrDefault(value);

    /// <summary>The nodes that read a value, one entry per use.</summary>
    public IReadOnlyList<FloatNode> Consumers(string value) => consumers.TryGetValue(value, out var list) ? list : [];

    /// <summary>The only node that reads a value, or null when there is none, or several, or the value is an output.</summary>
    public FloatNode? OnlyConsumer(string value) =>
        !IsOutput(value) && Consumers(value) is [var single] ? single : null;

    /// <summary>The outputs of a node that something reads, or that are outputs of the graph.</summary>
    public IEnumerable<string> ReadOutputs(FloatNode node) => node.NamedOutputs().Where(name => IsOutput(name) || Consumers(name).Count > 0);

    /// <summary>The only output of a node that is read, or null when several are.</summary>
    public string? OnlyReadOutput(FloatNode node) => ReadOutputs(node).Take(2).ToArray() is [var single] ? single : null;

    public bool IsConstant(string value) => Graph.Constants.ContainsKey(value);

    /// <summary>A float constant, or null when the value is computed or holds integers.</summary>
    public FloatTensor? Constant(string value) => Graph.Constants.GetValueOrDefault(value) as FloatTensor;

    /// <summary>The float constant at an input of a node, or null when that is omitted, computed, or holds integers.</summary>
    public FloatTensor? Constant(FloatNode node, int input) => node.HasInput(input) ? Constant(node.Inputs[input]) : null;

    /// <summary>The integers of a constant at an input of a node, or null when that is omitted or computed.</summary>
    public long[]? Longs(FloatNode node, int input) =>
        node.HasInput(input) ? (Graph.Constants.GetValueOrDefault(node.Inputs[input]) as LongTensor)?.Data : null;

    public int[] Shape(string value) => Graph.Shapes[value];

    public ElementType Element(string value) => Graph.Types[value].Element;

    /// <summary>True when the node computes integers, or reads computed ones (constants are mere parameters).</summary>
    public bool TouchesIntegers(FloatNode node) =>
        node.NamedOutputs().Any(name => Graph.Types[name].Kind == ElementKind.Integer)
        || node.Inputs.Any(name => name.Length > 0 && Graph.Types[name].Kind == ElementKind.Integer && !IsConstant(name));
}
