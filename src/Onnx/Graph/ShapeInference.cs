using Zkml.Onnx.Execution;
using Zkml.Onnx.Import;

namespace Zkml.Onnx.Graph;

/// <summary>
/// Forward pass over the nodes that records the type of every value and evaluates whatever is constant, so that
/// shapes computed inside the model (Shape, Gather, Concat, Reshape chains) are known statically.
/// </summary>
internal sealed class ShapeInference(int opset)
{
    /// <summary>Bound on the elements computed by folding, so that a tiny hostile model cannot ask for unbounded work.</summary>
    private const long FoldingBudget = TensorShape.MaxElements;

    /// <summary>
    /// Constant reductions with more combinations of input and output elements stay in the graph as ordinary nodes:
    /// exporters do not produce them, and a few bytes can describe hours of such work.
    /// </summary>
    private const long ReductionBudget = 1L << 30;

    private readonly Dictionary<string, TensorType> _types = [];
    private readonly Dictionary<string, Tensor> _constants = [];
    private long _folded;

    public IReadOnlyDictionary<string, TensorType> Types => _types;

    public IReadOnlyDictionary<string, Tensor> Constants => _constants;

    public void AddConstant(string name, Tensor tensor)
    {
        Define(name, tensor.Type);
        _constants.Add(name, tensor);
    }

    public void AddInput(GraphValue input)
    {
        if (TensorShape.Count(input.Shape, $"graph input '{input.Name}'") == 0)
        {
            throw new OnnxImportException($"graph input '{input.Name}' of shape {TensorShape.Format(input.Shape)} has no elements; export the model with a fixed, non-empty input shape");
        }
        Define(input.Name, new TensorType(ElementKind.Float, input.Shape));
    }

    /// <summary>Infers the outputs of a node whose inputs are all defined.</summary>
    public void AddNode(FloatNode node)
    {
        var implementation = OperatorRegistry.Find(node);
        var inputTypes = new TensorType?[node.Inputs.Count];
        var constants = new Tensor?[node.Inputs.Count];
        var constant = true;
        for (var i = 0; i < inputTypes.Length; i++)
        {
            if (!node.HasInput(i)) continue;
            if (!_types.TryGetValue(node.Inputs[i], out inputTypes[i]))
            {
                throw node.Fail($"input '{node.Inputs[i]}' is an additional output of another node that is not supported");
            }
            constant &= _constants.TryGetValue(node.Inputs[i], out constants[i]);
        }
        var outputs = implementation.Infer(new InferenceContext(node, opset, inputTypes, constants));
        Check(node, outputs);
        for (var i = 0; i < outputs.Length && i < node.Outputs.Count; i++) Define(node.Outputs[i], outputs[i]);
        if ((constant && IsCheap(implementation, inputTypes, outputs)) || implementation.DependsOnlyOnShapes)
        {
            Fold(node, implementation, inputTypes, constants, outputs);
        }
        else if (outputs.Any(output => output.Kind == ElementKind.Integer))
        {
            throw node.Fail("computes integers from the model input; only float computations on the input are supported");
        }
    }

    private void Define(string name, TensorType type)
    {
        if (!_types.TryAdd(name, type)) throw new OnnxImportException($"value '{name}' is defined twice; the model is malformed");
    }

    private static void Check(FloatNode node, TensorType[] outputs)
    {
        foreach (var output in outputs)
        {
            var count = TensorShape.Count(output.Shape, $"node '{node.Name}' ({node.OpType}): the output");
            if (count == 0 && output.Kind == ElementKind.Float)
            {
                throw node.Fail($"the output has no elements (shape {TensorShape.Format(output.Shape)}); the input shape is too small for this model");
            }
        }
    }

    private static bool IsCheap(IFloatOperator implementation, TensorType?[] inputTypes, TensorType[] outputs)
    {
        if (!implementation.IsReduction) return true;
        var largest = inputTypes.Max(type => type is null ? 0L : TensorShape.Product(type.Shape, 0, type.Shape.Length));
        return largest * TensorShape.Product(outputs[0].Shape, 0, outputs[0].Shape.Length) <= ReductionBudget;
    }

    private void Fold(
        FloatNode node, IFloatOperator implementation, TensorType?[] inputTypes, Tensor?[] constants, TensorType[] outputs)
    {
        foreach (var output in outputs) _folded += TensorShape.Product(output.Shape, 0, output.Shape.Length);
        if (_folded > FoldingBudget)
        {
            throw node.Fail($"the constant expressions of the model have more than {FoldingBudget} elements; fold constants before exporting");
        }
        var results = implementation.Execute(new EvaluationContext(node, opset, inputTypes, constants, outputs));
        for (var i = 0; i < results.Length && i < node.Outputs.Count; i++)
        {
            if (results[i] is FloatTensor floats && floats.Data.AsSpan().ContainsNonFinite())
            {
                throw node.Fail("a constant expression evaluates to NaN or infinity");
            }
            _constants.Add(node.Outputs[i], results[i]);
        }
    }
}
