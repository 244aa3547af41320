using Zkml.Tensors;

namespace Zkml.Onnx.Graph;

/// <summary>
/// Forward pass over the nodes that records the type of every value and evaluates whatever is constant, so that
/// shapes computed inside the model (Shape, Gather, Concat, Reshape chains) are known statically.
/// </summary>
internal sealed class ShapeInference(int opset, IConstantEvaluator? evaluator)
{
    private readonly Dictionary<string, TensorType> types = [];
    private readonly ConstantFolder folder = new(opset, evaluator);
    private readonly List<FloatNode> nodes = [];

    public IReadOnlyDictionary<string, TensorType> Types => types;

    public IReadOnlyDictionary<string, Tensor> Constants => folder.Constants;

    /// <summary>The nodes so far, control flow with constant conditions replaced by what it chooses.</summary>
    public IReadOnlyList<FloatNode> Nodes => nodes;

    public void AddConstant(string name, Tensor tensor)
    {
        Define(name, tensor.Type);
        folder.Add(name, tensor);
    }

    public void AddInput(ValueInfo input)
    {
        if (ShapeLimits.Count(input.Shape, $"graph input '{input.Name}'") == 0)
        {
            throw new GraphException($"graph input '{input.Name}' of shape {TensorShape.Describe(input.Shape)} has no elements; export the model with a fixed, non-empty input shape");
        }
        Define(input.Name, input.Type);
    }

    /// <summary>Infers the outputs of a node whose inputs are all defined.</summary>
    public void AddNode(FloatNode node)
    {
        var inputs = new TensorType?[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (node.HasInput(i) && !types.TryGetValue(node.Inputs[i], out inputs[i]))
            {
                throw node.Fail($"input '{node.Inputs[i]}' is an additional output of another node that is not supported");
            }
        }
        var context = new InferenceContext(node, opset, inputs, folder.Values(node));
        if (node.Operator is IInlined inlined) AddBody(node, inlined.Inline(context));
        else if (node.Operator is UnknownOperator unknown) AddUnknown(unknown, node);
        else AddKnown(node, context, inputs);
    }

    private void AddKnown(FloatNode node, InferenceContext context, TensorType?[] inputs)
    {
        var outputs = node.Operator.CheckAndInfer(context);
        Check(node, outputs);
        for (var i = 0; i < outputs.Length && i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0) Define(node.Outputs[i], outputs[i]);
        }
        folder.Fold(node, inputs, outputs);
        nodes.Add(node);
    }

    private void AddUnknown(UnknownOperator unknown, FloatNode node)
    {
        var results = folder.Evaluate(unknown, node);
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length > 0) AddConstant(node.Outputs[i], results[i]!);
        }
    }

    private void AddBody(FloatNode node, Subgraph body)
    {
        foreach (var (name, tensor) in body.Initializers) AddConstant(name, tensor);
        foreach (var inner in body.Nodes) AddNode(inner);
        foreach (var output in node.NamedOutputs())
        {
            if (!types.ContainsKey(output)) throw node.Fail($"its chosen branch does not produce '{output}'; the model is malformed");
        }
    }

    private void Define(string name, TensorType type)
    {
        if (!types.TryAdd(name, type)) throw new GraphException($"value '{name}' is defined twice; the model is malformed");
    }

    private static void Check(FloatNode node, TensorType[] outputs)
    {
        foreach (var output in outputs)
        {
            var count = ShapeLimits.Count(output.Shape, $"node '{node.Name}' ({node.OpType}): the output");
            if (count == 0 && output.Kind == ElementKind.Float)
            {
                throw node.Fail($"the output has no elements (shape {TensorShape.Describe(output.Shape)}); the input shape is too small for this model");
            }
        }
    }
}
