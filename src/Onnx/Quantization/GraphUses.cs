using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>Who computes and who reads each value of a float graph.</summary>
internal sealed class GraphUses
{
    private readonly Dictionary<string, FloatNode> _producers = [];
    private readonly Dictionary<string, List<FloatNode>> _consumers = [];
    private readonly HashSet<string> _outputs;

    public GraphUses(FloatGraph graph)
    {
        Graph = graph;
        _outputs = [.. graph.Outputs.Select(output => output.Name)];
        foreach (var node in graph.Nodes)
        {
            _producers[node.Output] = node;
            foreach (var input in node.Inputs.Where(name => name.Length > 0))
            {
                if (!_consumers.TryGetValue(input, out var list)) _consumers[input] = list = [];
                list.Add(node);
            }
        }
    }

    public FloatGraph Graph { get; }

    public bool IsOutput(string value) => _outputs.Contains(value);

    /// <summary>The node that computes a value, or null for inputs and constants.</summary>
    public FloatNode? Producer(string value) => _producers.GetValueOrDefault(value);

    /// <summary>The nodes that read a value, one entry per use.</summary>
    public IReadOnlyList<FloatNode> Consumers(string value) => _consumers.TryGetValue(value, out var list) ? list : [];

    /// <summary>The only node that reads a value, or null when there is none, or several, or the value is an output.</summary>
    public FloatNode? OnlyConsumer(string value) =>
        !IsOutput(value) && Consumers(value) is [var single] ? single : null;

    public bool IsConstant(string value) => Graph.Constants.ContainsKey(value);

    /// <summary>A float constant, or null when the value is computed.</summary>
    public FloatTensor? Constant(string value) => Graph.Constants.GetValueOrDefault(value) as FloatTensor;

    public int[] Shape(string value) => Graph.Shapes[value];
}
