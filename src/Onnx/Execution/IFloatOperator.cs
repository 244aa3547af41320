using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution;

/// <summary>
/// One ONNX operator: its shape rule and its float reference semantics. Implementations are stateless.
/// Both methods throw <see cref="GraphException"/>, naming the node, when the node is malformed or uses an
/// unsupported variant; everything that can be checked without data is checked by <see cref="Infer"/>.
/// </summary>
internal interface IFloatOperator
{
    string OpType { get; }

    /// <summary>Values of the outputs, of the types that <see cref="Infer"/> gave.</summary>
    Tensor[] Execute(EvaluationContext context);
}
