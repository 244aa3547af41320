using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Tensors;

namespace Zkml.Circuits.Operators;

/// <summary>Runs an integer graph directly: the reference that circuits and traces must agree with.</summary>
public static class GraphExecutor
{
    /// <summary>The graph's outputs on the given inputs, in the graph's orders; on the program's default without a processor.</summary>
    /// <exception cref="ArgumentException">An input has another shape than declared or a value outside its range.</exception>
    /// <exception cref="InvalidDataException">The graph is malformed; see <see cref="GraphTypes.Infer"/>.</exception>
    public static IReadOnlyList<IntegerTensor> Run(IntegerGraph graph, IReadOnlyList<IntegerTensor> inputs, Cpu? cpu = null) => Prepare(graph, cpu)(inputs);

    /// <summary>
    /// <see cref="Run"/> for many inputs: inference, which reads all weights, is done once. The function may be called on
    /// several threads.
    /// </summary>
    /// <exception cref="InvalidDataException">The graph is malformed.</exception>
    public static Func<IReadOnlyList<IntegerTensor>, IReadOnlyList<IntegerTensor>> Prepare(IntegerGraph graph, Cpu? cpu = null)
    {
        GraphTypes.Infer(graph);
        return inputs =>
        {
            var values = RunAll(graph, inputs, cpu ?? Cpu.Default);
            return [.. graph.Outputs.Select(o => values[o.Name])];
        };
    }

    /// <summary>Every value by name.</summary>
    private static Dictionary<string, IntegerTensor> RunAll(IntegerGraph graph, IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        if (inputs.Count != graph.Inputs.Count) throw new ArgumentException($"{inputs.Count} inputs given, the graph has {graph.Inputs.Count}");
        var values = new Dictionary<string, IntegerTensor>();
        for (var k = 0; k < inputs.Count; k++)
        {
            Check(graph.Inputs[k], inputs[k]);
            values[graph.Inputs[k].Name] = inputs[k];
        }
        foreach (var node in graph.Operators)
        {
            cpu.ThrowIfCancelled();
            var outputs = node.Execute([.. node.Inputs.Select(name => values[name])], cpu);
            for (var k = 0; k < outputs.Count; k++) values[node.Outputs[k]] = outputs[k];
        }
        return values;
    }

    private static void Check(GraphValue input, IntegerTensor value)
    {
        if (!value.Shape.AsSpan().SequenceEqual(input.Type.Shape) || value.Data.Length != TensorShape.Size(input.Type.Shape))
        {
            throw new ArgumentException(
                $"input '{input.Name}' has shape {TensorShape.Describe(value.Shape)} instead of {TensorShape.Describe(input.Type.Shape)}");
        }
        foreach (var code in value.Data)
        {
            if (code < input.Type.Min || code > input.Type.Max)
            {
                throw new ArgumentException($"input '{input.Name}' has the value {code}, outside [{input.Type.Min}, {input.Type.Max}]");
            }
        }
    }
}
