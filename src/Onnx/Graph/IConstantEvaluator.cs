namespace Zkml.Onnx.Graph;

/// <summary>A node all of whose inputs are constant, and that has no exact folding.</summary>
/// <param name="Node">The node; its operator may be one without a unit.</param>
/// <param name="Opset">Operator set of the standard domain.</param>
/// <param name="Inputs">Values of the inputs, null for omitted ones. Floats are float32, whatever the model declares.</param>
/// <param name="Outputs">The inferred types of the outputs, or null for an operator without a unit.</param>
public sealed record ConstantExpression(
    FloatNode Node, int Opset, IReadOnlyList<Tensor?> Inputs, IReadOnlyList<TensorType>? Outputs);

/// <summary>
/// Evaluates constants that this project does not fold itself. What it returns enters the committed model, so it has to
/// be reproducible: computed once and kept, or exact.
/// </summary>
public interface IConstantEvaluator
{
    /// <summary>
    /// One tensor for each output that the node names (null for an output without a name). Throws
    /// <see cref="GraphException"/>, naming the node, when it cannot be evaluated.
    /// </summary>
    IReadOnlyList<Tensor?> Evaluate(ConstantExpression expression);
}
