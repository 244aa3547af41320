using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution;

/// <summary>
/// Reference execution of a float graph in float32 with double-precision sums. Instances hold no state between runs and
/// may be used from several threads.
/// </summary>
public sealed class FloatExecutor(FloatGraph graph)
{
    public FloatGraph Graph { get; } = graph;

    /// <summary>
    /// Output of a graph with one input and one output. The input may have any shape with the right number of elements.
    /// Throws <see cref="ArgumentException"/> when it does not fit, and
    /// <see cref="GraphException"/> when a node cannot be evaluated.
    /// </summary>
    /// <param name="input">Values of the input, row-major.</param>
    /// <param name="observe">Called with the name and value of the input and of every computed value, in order.</param>
    public FloatTensor Run(FloatTensor input, Action<string, FloatTensor>? observe = null)
    {
        if (Graph.Inputs.Count != 1 || Graph.Outputs.Count != 1)
        {
            throw new ArgumentException($"the graph has {Graph.Inputs.Count} inputs and {Graph.Outputs.Count} outputs; use the overload that takes them by name");
        }
        var inputs = new Dictionary<string, FloatTensor> { [Graph.Inputs[0].Name] = input };
        return Run(inputs, observe)[Graph.Outputs[0].Name];
    }

    /// <summary>All outputs by name, given all inputs by name; otherwise as the overload for a single input.</summary>
    public IReadOnlyDictionary<string, FloatTensor> Run(
        IReadOnlyDictionary<string, FloatTensor> inputs, Action<string, FloatTensor>? observe = null)
    {
        var values = new Dictionary<string, Tensor>(Graph.Constants);
        foreach (var input in Graph.Inputs)
        {
            var (name, shape) = (input.Name, input.Shape);
            var value = Bind(name, shape, inputs);
            values.Add(name, value);
            observe?.Invoke(name, value);
        }
        foreach (var node in Graph.Nodes) RunNode(node, values, observe);
        return Graph.Outputs.ToDictionary(output => output.Name, output => (FloatTensor)values[output.Name]);
    }

    private static FloatTensor Bind(string name, int[] shape, IReadOnlyDictionary<string, FloatTensor> inputs)
    {
        if (!inputs.TryGetValue(name, out var value))
        {
            throw new ArgumentException($"no value is given for graph input '{name}'", nameof(inputs));
        }
        if (value.Length != TensorShape.Product(shape, 0, shape.Length))
        {
            throw new ArgumentException($"graph input '{name}' has shape {TensorShape.Format(shape)}; the given value has shape {TensorShape.Format(value.Shape)}", nameof(inputs));
        }
        return value.Reshaped(shape);
    }

    private void RunNode(FloatNode node, Dictionary<string, Tensor> values, Action<string, FloatTensor>? observe)
    {
        if (values.ContainsKey(node.Output)) return;
        var types = new TensorType?[node.Inputs.Count];
        var inputs = new Tensor?[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!node.HasInput(i)) continue;
            inputs[i] = values[node.Inputs[i]];
            types[i] = Graph.Types[node.Inputs[i]];
        }
        var context = new EvaluationContext(node, Graph.Opset, types, inputs, [Graph.Types[node.Output]]);
        var output = OperatorRegistry.Find(node).Execute(context)[0];
        values.Add(node.Output, output);
        if (output is FloatTensor floats) observe?.Invoke(node.Output, floats);
    }
}
