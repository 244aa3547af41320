using Zkml.Tensors;

namespace Zkml.Onnx.Graph;

/// <summary>
/// The constants of a graph: given ones, and those that follow. A unit folds what it can fold exactly; the rest goes to
/// the evaluator.
/// </summary>
internal sealed class ConstantFolder(int opset, IConstantEvaluator? evaluator)
{
    /// <summary>Bound on the elements computed by folding, so that a tiny hostile model cannot ask for unbounded work.</summary>
    private const long FoldingBudget = TensorShape.MaxElements;

    /// <summary>
    /// Constant reductions with more combinations of input and output elements are refused: exporters do not produce
    /// them, and a few bytes can describe hours of such work.
    /// </summary>
    private const long ReductionBudget = 1L << 30;

    private readonly Dictionary<string, Tensor> constants = [];
    private long folded;

    public IReadOnlyDictionary<string, Tensor> Constants => constants;

    public void Add(string name, Tensor tensor) => constants.Add(name, tensor);

    /// <summary>The constant inputs of a node; null for omitted and computed ones.</summary>
    public Tensor?[] Values(FloatNode node) => [.. node.Inputs.Select(name => constants.GetValueOrDefault(name))];

    /// <summary>Adds the outputs of a node when its inputs are constant, or it needs only their shapes.</summary>
    public void Fold(FloatNode node, TensorType?[] inputs, TensorType[] outputs)
    {
        var exact = node.Operator as IExactFolding;
        var values = Values(node);
        if (!IsConstant(node, values) && exact is not { NeedsOnlyShapes: true }) return;
        foreach (var output in outputs) Count(node, output);
        var results = exact?.Fold(new FoldingContext(node, opset, inputs, values, outputs)) ?? Evaluate(node, inputs, values, outputs);
        for (var i = 0; i < outputs.Length && i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            RequireFinite(node, results[i]!);
            constants.Add(node.Outputs[i], results[i]!);
        }
    }

    /// <summary>The outputs of a node whose operator has no unit; refuses a node that depends on the model input.</summary>
    public IReadOnlyList<Tensor?> Evaluate(UnknownOperator unknown, FloatNode node)
    {
        var values = Values(node);
        if (evaluator is null || !IsConstant(node, values)) throw unknown.Refuse(node);
        var results = evaluator.Evaluate(new ConstantExpression(node, opset, values, null));
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            if (results[i] is not { } result) throw node.Fail($"output '{node.Outputs[i]}' was not computed");
            Count(node, result.Type);
            RequireFinite(node, result);
        }
        return results;
    }

    private IReadOnlyList<Tensor?> Evaluate(FloatNode node, TensorType?[] inputs, Tensor?[] values, TensorType[] outputs)
    {
        var largest = inputs.Max(type => type is null ? 0L : TensorShape.Product(type.Shape, 0, type.Shape.Length));
        if (node.Operator.CombinesElements && largest * TensorShape.Product(outputs[0].Shape, 0, outputs[0].Shape.Length) > ReductionBudget)
        {
            throw node.Fail("a constant expression takes too much work to evaluate; fold constants before exporting");
        }
        if (evaluator is null) throw node.Fail("is a constant expression that cannot be folded exactly; fold constants before exporting");
        var results = evaluator.Evaluate(new ConstantExpression(node, opset, values, outputs));
        for (var i = 0; i < outputs.Length && i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            if (!outputs[i].Kind.Equals(results[i]?.Kind) || !outputs[i].Shape.AsSpan().SequenceEqual(results[i]!.Shape))
            {
                throw node.Fail($"output '{node.Outputs[i]}' should be {outputs[i]}, but evaluates to {results[i]?.Type}");
            }
        }
        return results;
    }

    private static bool IsConstant(FloatNode node, Tensor?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (node.HasInput(i) && values[i] is null) return false;
        }
        return true;
    }

    private void Count(FloatNode node, TensorType output)
    {
        folded += TensorShape.Product(output.Shape, 0, output.Shape.Length);
        if (folded > FoldingBudget)
        {
            throw node.Fail($"the constant expressions of the model have more than {FoldingBudget} elements; fold constants before exporting");
        }
    }

    private static void RequireFinite(FloatNode node, Tensor result)
    {
        if (result is FloatTensor floats && floats.Data.AsSpan().ContainsNonFinite())
        {
            throw node.Fail("a constant expression evaluates to NaN or infinity");
        }
    }
}
