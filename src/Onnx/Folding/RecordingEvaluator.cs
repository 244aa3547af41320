using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Folding;

/// <summary>Keeps what another evaluator computes, so that it can be written beside quantization.json. For one thread.</summary>
public sealed class RecordingEvaluator(IConstantEvaluator evaluator) : IConstantEvaluator
{
    /// <summary>Everything computed so far.</summary>
    public FoldedTensors Tensors { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<Tensor?> Evaluate(ConstantExpression expression)
    {
        var names = expression.Node.Outputs;
        // A rewritten graph asks again for a value of the graph before it.
        if (expression.Node.NamedOutputs().All(name => Tensors.Find(name) is not null))
        {
            return [.. names.Select(name => name.Length == 0 ? null : Tensors.Find(name))];
        }
        var results = evaluator.Evaluate(expression);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length > 0 && results[i] is { } tensor) Tensors.Add(names[i], tensor);
        }
        return results;
    }
}
