namespace Zkml.Onnx.Graph.Simplification;

/// <summary>
/// Moves per-channel scales and shifts, batch normalization included, into the weights of the Conv or Gemm that computes
/// their input, provided nothing else uses that value.
/// </summary>
internal sealed class ChannelAffineFolding(FloatGraph graph)
{
    private readonly GraphEditor _editor = new(graph);
    private readonly Dictionary<string, int> _uses = CountUses(graph);
    private readonly Dictionary<string, int> _linear = [];

    public static FloatGraph Apply(FloatGraph graph)
    {
        var pass = new ChannelAffineFolding(graph);
        foreach (var node in graph.Nodes) pass.Visit(node);
        return pass._editor.Build();
    }

    private void Visit(FloatNode node)
    {
        if (node.OpType is "Conv" or "Gemm") _linear.Add(node.Output, _editor.Nodes.Count);
        if (node.Inputs.Count > 0
            && _linear.TryGetValue(node.Inputs[0], out var producer)
            && _uses[node.Inputs[0]] == 1
            && ChannelAffine.Read(graph, node) is { } affine)
        {
            _editor.Nodes[producer] = Folded(_editor.Nodes[producer], node.Output, affine);
            _linear.Add(node.Output, producer);
            return;
        }
        _editor.Nodes.Add(node);
    }

    /// <summary>The linear node with rows of weights scaled, the bias adapted and the output renamed.</summary>
    private FloatNode Folded(FloatNode linear, string output, ChannelAffine affine)
    {
        var weights = _editor.Constant(linear.Inputs[1])!;
        var bias = _editor.Constant(linear.Inputs[2])!;
        var newWeights = FloatTensor.Zeros(weights.Shape);
        var newBias = FloatTensor.Zeros(bias.Shape);
        var row = weights.Length / bias.Length;
        for (var i = 0; i < weights.Length; i++) newWeights.Data[i] = (float)(weights.Data[i] * affine.Factors[i / row]);
        for (var c = 0; c < bias.Length; c++) newBias.Data[c] = (float)(bias.Data[c] * affine.Factors[c] + affine.Offsets[c]);
        string[] inputs =
        [
            linear.Inputs[0],
            _editor.AddConstant($"{output}/weights", newWeights),
            _editor.AddConstant($"{output}/bias", newBias),
        ];
        return linear with { Inputs = inputs, Outputs = [output] };
    }

    private static Dictionary<string, int> CountUses(FloatGraph graph)
    {
        var uses = new Dictionary<string, int>();
        var names = graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Name));
        foreach (var name in names) uses[name] = uses.GetValueOrDefault(name) + 1;
        return uses;
    }
}
