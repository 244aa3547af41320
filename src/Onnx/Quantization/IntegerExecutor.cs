using Zkml.Circuits.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>Runs an integer graph operator by operator: the reference of what a proof is about.</summary>
public static class IntegerExecutor
{
    /// <summary>
    /// The outputs in the order of the graph, given one tensor per graph input in order. Throws
    /// <see cref="ArgumentException"/> when an input has the wrong shape or a code out of its range.
    /// </summary>
    public static IntegerTensor[] Run(IntegerGraph graph, IReadOnlyList<IntegerTensor> inputs)
    {
        if (inputs.Count != graph.Inputs.Count)
            throw new ArgumentException($"{inputs.Count} inputs are given; the graph has {graph.Inputs.Count}", nameof(inputs));
        var values = new Dictionary<string, IntegerTensor>();
        for (int i = 0; i < inputs.Count; i++)
        {
            var (name, type, _) = graph.Inputs[i];
            if (!inputs[i].Shape.AsSpan().SequenceEqual(type.Shape))
                throw new ArgumentException($"input '{name}' has the wrong shape", nameof(inputs));
            if (inputs[i].Data.Any(code => code < type.Min || code > type.Max))
                throw new ArgumentException($"input '{name}' has codes outside [{type.Min}, {type.Max}]", nameof(inputs));
            values[name] = inputs[i];
        }
        foreach (var node in graph.Operators)
            values[node.Output] = node.Execute([.. node.Inputs.Select(name => values[name])]);
        return [.. graph.Outputs.Select(output => values[output.Name])];
    }
}
