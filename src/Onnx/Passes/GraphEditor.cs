using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>Collects the nodes of a rewritten graph; inputs, outputs and operator set stay those of the source graph.</summary>
internal sealed class GraphEditor(FloatGraph source)
{
    private readonly Dictionary<string, Tensor> initializers = new(source.Initializers);
    private readonly HashSet<string> names = [.. source.Types.Keys];

    /// <summary>The graph that is rewritten.</summary>
    public FloatGraph Source { get; } = source;

    /// <summary>Nodes of the new graph so far, in topological order.</summary>
    public List<FloatNode> Nodes { get; } = [];

    /// <summary>Shape of a value of the source graph.</summary>
    public int[] Shape(string name) => Source.Shapes[name];

    /// <summary>Defines a constant under a new name based on the hint; refuses floats that are not finite.</summary>
    public string AddConstant(string hint, Tensor tensor)
    {
        if (tensor is FloatTensor floats && floats.Data.AsSpan().ContainsNonFinite())
        {
            throw new GraphException($"simplifying the model gives a constant '{hint}' that is NaN or beyond float32; the weights are too extreme");
        }
        var name = NewName(hint);
        initializers.Add(name, tensor);
        return name;
    }

    /// <summary>Defines a constant under the name it has in the source graph.</summary>
    public void KeepConstant(string name, Tensor tensor) => initializers[name] = tensor;

    /// <summary>A value name that is not in use, derived from the hint.</summary>
    public string NewName(string hint)
    {
        var name = hint;
        for (var suffix = 2; !names.Add(name); suffix++) name = $"{hint}_{suffix}";
        return name;
    }

    /// <summary>Appends an operator whose output gets a new name, and returns that name.</summary>
    public string Append(string hint, OnnxOperator unit, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = NewName(hint);
        Nodes.Add(FloatNode.Create(output, unit, inputs, [output], attributes));
        return output;
    }

    /// <summary>The float constant of this name, or null when the value is computed from the model input or holds integers.</summary>
    public FloatTensor? Constant(string name) => initializers.GetValueOrDefault(name) as FloatTensor;

    /// <summary>The constant of this name, of either kind, or null when the value is computed from the model input.</summary>
    public Tensor? AnyConstant(string name) => initializers.GetValueOrDefault(name);

    /// <summary>The new graph, without the nodes and constants that no output needs.</summary>
    public FloatGraph Build()
    {
        var needed = Source.Outputs.Select(output => output.Name).ToHashSet();
        var live = new List<FloatNode>();
        for (var i = Nodes.Count - 1; i >= 0; i--)
        {
            if (!Nodes[i].NamedOutputs().Any(needed.Contains)) continue;
            needed.UnionWith(Nodes[i].Reads());
            live.Add(Nodes[i]);
        }
        live.Reverse();
        var constants = initializers.Where(pair => needed.Contains(pair.Key)).ToDictionary();
        return FloatGraph.Build(
            Source.Opset, Source.Inputs, [.. Source.Outputs.Select(output => output.Name)], live, constants, Source.Evaluator);
    }
}
