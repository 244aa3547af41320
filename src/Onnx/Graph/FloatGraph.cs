using Zkml.Onnx.Import;

namespace Zkml.Onnx.Graph;

/// <summary>Name and static shape of a graph input or output.</summary>
public sealed record GraphValue(string Name, int[] Shape);

/// <summary>
/// An immutable floating-point computation graph with static shapes. Nodes are topologically sorted and every value
/// has one producer. Integer values occur only as constants.
/// </summary>
public sealed class FloatGraph
{
    private FloatGraph(
        int opset,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<GraphValue> outputs,
        IReadOnlyList<FloatNode> nodes,
        IReadOnlyDictionary<string, Tensor> initializers,
        ShapeInference inference)
    {
        Opset = opset;
        Inputs = inputs;
        Outputs = outputs;
        Nodes = nodes;
        Initializers = initializers;
        Types = inference.Types;
        Constants = inference.Constants;
        Shapes = inference.Types.ToDictionary(pair => pair.Key, pair => pair.Value.Shape);
    }

    /// <summary>Version of the ONNX operator set that the nodes follow.</summary>
    public int Opset { get; }

    /// <summary>Float inputs the caller provides, in the order of the model.</summary>
    public IReadOnlyList<GraphValue> Inputs { get; }

    /// <summary>Float outputs, in the order of the model.</summary>
    public IReadOnlyList<GraphValue> Outputs { get; }

    public IReadOnlyList<FloatNode> Nodes { get; }

    /// <summary>Constants stored in the model (weights and integer parameters such as target shapes).</summary>
    public IReadOnlyDictionary<string, Tensor> Initializers { get; }

    /// <summary>All values known without running the graph: the initializers and every constant-foldable node output.</summary>
    public IReadOnlyDictionary<string, Tensor> Constants { get; }

    /// <summary>Shape of every value.</summary>
    public IReadOnlyDictionary<string, int[]> Shapes { get; }

    /// <summary>Element kind and shape of every value.</summary>
    public IReadOnlyDictionary<string, TensorType> Types { get; }

    /// <summary>
    /// Sorts the nodes, infers all shapes, evaluates constant subexpressions and checks the whole graph.
    /// Throws <see cref="OnnxImportException"/> when anything is undefined, cyclic, of a wrong shape or unsupported.
    /// </summary>
    public static FloatGraph Build(
        int opset,
        IReadOnlyList<GraphValue> inputs,
        IReadOnlyList<string> outputs,
        IReadOnlyList<FloatNode> nodes,
        IReadOnlyDictionary<string, Tensor> initializers)
    {
        var inference = new ShapeInference(opset);
        foreach (var (name, tensor) in initializers) inference.AddConstant(name, tensor);
        foreach (var input in inputs) inference.AddInput(input);
        var sorted = TopologicalOrder.Sort(nodes, inference.Types.Keys);
        foreach (var node in sorted) inference.AddNode(node);
        return new FloatGraph(opset, inputs, OutputsOf(outputs, inference), sorted, initializers, inference);
    }

    private static GraphValue[] OutputsOf(IReadOnlyList<string> names, ShapeInference inference)
    {
        if (names.Count == 0) throw new OnnxImportException("the graph has no output; the model is malformed");
        var outputs = new List<GraphValue>();
        var seen = new HashSet<string>();
        foreach (var name in names)
        {
            if (!inference.Types.TryGetValue(name, out var type))
            {
                throw new OnnxImportException($"graph output '{name}' is not produced by any node; the model is malformed");
            }
            if (type.Kind != ElementKind.Float)
            {
                throw new OnnxImportException($"graph output '{name}' holds integers; only float outputs are supported");
            }
            if (!seen.Add(name)) throw new OnnxImportException($"graph output '{name}' is listed twice; the model is malformed");
            outputs.Add(new GraphValue(name, type.Shape));
        }
        return [.. outputs];
    }
}
