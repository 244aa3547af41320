
namespace Zkml.Onnx.Graph;

/// <summary>Name and type of a graph input or output.</summary>
public sealed record ValueInfo(string Name, TensorType Type)
{
    /// <summary>A float32 value.</summary>
    public ValueInfo(string name, int[] shape)
        : this(name, TensorType.Float(shape))
    {
    }

    public int[] Shape => Type.Shape;

    public ElementKind Kind => Type.Kind;
}

/// <summary>
/// An immutable computation graph with static shapes. Nodes are topologically sorted, every value has one producer, and
/// every node is needed for some output.
/// </summary>
public sealed class FloatGraph
{
    private FloatGraph(
        int opset,
        IReadOnlyList<ValueInfo> inputs,
        IReadOnlyList<ValueInfo> outputs,
        IReadOnlyDictionary<string, Tensor> initializers,
        ShapeInference inference,
        IConstantEvaluator? evaluator)
    {
        Opset = opset;
        Inputs = inputs;
        Outputs = outputs;
        Nodes = inference.Nodes;
        Initializers = initializers;
        Evaluator = evaluator;
        Types = inference.Types;
        Constants = inference.Constants;
        Shapes = inference.Types.ToDictionary(pair => pair.Key, pair => pair.Value.Shape);
    }

    /// <summary>Version of the ONNX operator set that the nodes follow.</summary>
    public int Opset { get; }

    /// <summary>Inputs the caller provides, in the order of the model.</summary>
    public IReadOnlyList<ValueInfo> Inputs { get; }

    /// <summary>Outputs, in the order of the model.</summary>
    public IReadOnlyList<ValueInfo> Outputs { get; }

    public IReadOnlyList<FloatNode> Nodes { get; }

    /// <summary>Constants stored in the model (weights and integer parameters such as target shapes).</summary>
    public IReadOnlyDictionary<string, Tensor> Initializers { get; }

    /// <summary>All values known without running the graph: the initializers and every constant-foldable node output.</summary>
    public IReadOnlyDictionary<string, Tensor> Constants { get; }

    /// <summary>Shape of every value.</summary>
    public IReadOnlyDictionary<string, int[]> Shapes { get; }

    /// <summary>Element kind and shape of every value.</summary>
    public IReadOnlyDictionary<string, TensorType> Types { get; }

    /// <summary>Evaluates the constants that have no exact folding, here and in graphs rewritten from this one; or null.</summary>
    internal IConstantEvaluator? Evaluator { get; }

    /// <summary>
    /// Leaves out the nodes that no output needs, sorts the others, infers all shapes, evaluates constant subexpressions and checks the whole graph.
    /// Throws <see cref="GraphException"/> when anything is undefined, cyclic, of a wrong shape or unsupported.
    /// </summary>
    public static FloatGraph Build(
        int opset,
        IReadOnlyList<ValueInfo> inputs,
        IReadOnlyList<string> outputs,
        IReadOnlyList<FloatNode> nodes,
        IReadOnlyDictionary<string, Tensor> initializers,
        IConstantEvaluator? evaluator = null)
    {
        RequireOutputs(outputs);
        var inference = new ShapeInference(opset, evaluator);
        foreach (var (name, tensor) in initializers) inference.AddConstant(name, tensor);
        foreach (var input in inputs) inference.AddInput(input);
        foreach (var node in TopologicalOrder.Sort(nodes, inference.Types.Keys, outputs)) inference.AddNode(node);
        return new FloatGraph(opset, inputs, OutputsOf(outputs, inference), initializers, inference, evaluator);
    }

    private static void RequireOutputs(IReadOnlyList<string> names)
    {
        if (names.Count == 0) throw new GraphException("the graph has no output; the model is malformed");
        var seen = new HashSet<string>();
        foreach (var name in names)
        {
            if (!seen.Add(name)) throw new GraphException($"graph output '{name}' is listed twice; the model is malformed");
        }
    }

    private static ValueInfo[] OutputsOf(IReadOnlyList<string> names, ShapeInference inference)
    {
        var outputs = new ValueInfo[names.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = inference.Types.TryGetValue(names[i], out var type)
                ? new ValueInfo(names[i], type)
                : throw new GraphException($"graph output '{names[i]}' is not produced by any node; the model is malformed");
        }
        return outputs;
    }
}
