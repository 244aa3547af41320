using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Folding;

/// <summary>
/// Gives back the constants that were recorded when the model was calibrated, instead of computing them. With a judge it
/// also computes them and compares: an auditor need not believe the publisher's constants. For one thread.
/// </summary>
/// <param name="tensors">The recorded constants.</param>
/// <param name="judge">Computes the constants again, or null to trust the record.</param>
public sealed class StoredEvaluator(FoldedTensors tensors, IConstantEvaluator? judge = null) : IConstantEvaluator
{
    /// <summary>
    /// How far a float may be from what the judge computes, relative to the largest magnitude of the tensor: elementary
    /// functions and sums differ between processors by a few units in the last place, 6e-8 each.
    /// </summary>
    public const double Tolerance = 1e-5;

    private readonly HashSet<string> used = [];

    /// <summary>
    /// Throws <see cref="FoldingException"/> when a constant is not recorded, has another type than the model gives it, or
    /// differs from the judge's.
    /// </summary>
    public IReadOnlyList<Tensor?> Evaluate(ConstantExpression expression)
    {
        var node = expression.Node;
        var results = new Tensor?[node.Outputs.Count];
        for (var i = 0; i < results.Length; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            results[i] = Recorded(node, node.Outputs[i], expression.Outputs is { } types && i < types.Count ? types[i] : null);
        }
        if (judge is not null) Compare(node, results, judge.Evaluate(expression));
        return results;
    }

    /// <summary>Throws <see cref="FoldingException"/> when the record has constants that the model did not ask for.</summary>
    public void RequireAllUsed()
    {
        if (tensors.All.Keys.FirstOrDefault(name => !used.Contains(name)) is { } other)
        {
            throw new FoldingException($"{FoldedTensors.FileName} holds the constant '{other}', which the model does not compute; it belongs to another model");
        }
    }

    private Tensor Recorded(FloatNode node, string name, TensorType? type)
    {
        var tensor = tensors.Find(name)
            ?? throw new FoldingException($"the constant '{name}' of node '{node.Name}' ({node.OpType}) is not in {FoldedTensors.FileName}; calibrate this model again");
        if (type is not null && (type.Kind != tensor.Kind || !type.Shape.AsSpan().SequenceEqual(tensor.Shape)))
        {
            throw new FoldingException($"the constant '{name}' is {tensor.Type} in {FoldedTensors.FileName}, but the model gives {type}; it belongs to another model");
        }
        used.Add(name);
        return tensor;
    }

    private static void Compare(FloatNode node, Tensor?[] recorded, IReadOnlyList<Tensor?> computed)
    {
        for (var i = 0; i < recorded.Length; i++)
        {
            if (recorded[i] is { } kept && !IsNear(kept, computed[i]))
            {
                throw new FoldingMismatchException($"the constant '{node.Outputs[i]}' in {FoldedTensors.FileName} is not what node '{node.Name}' ({node.OpType}) computes");
            }
        }
    }

    private static bool IsNear(Tensor kept, Tensor? computed)
    {
        if (computed is null || !kept.Type.Equals(computed.Type)) return false;
        if (kept is LongTensor longs) return longs.Data.AsSpan().SequenceEqual(((LongTensor)computed).Data);
        float[] own = ((FloatTensor)kept).Data, other = ((FloatTensor)computed).Data;
        double largest = 0;
        foreach (var value in other) largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < own.Length; i++)
        {
            // Negated, so that NaN is not near anything.
            if (!(Math.Abs((double)own[i] - other[i]) <= Tolerance * largest)) return false;
        }
        return true;
    }
}
