using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution;

/// <summary>
/// One ONNX operator: its shape rule and its float reference semantics. Implementations are stateless.
/// Both methods throw <see cref="Import.OnnxImportException"/>, naming the node, when the node is malformed or uses an
/// unsupported variant; everything that can be checked without data is checked by <see cref="Infer"/>.
/// </summary>
internal interface IFloatOperator
{
    string OpType { get; }

    /// <summary>True when the result is known from the input shapes alone.</summary>
    bool DependsOnlyOnShapes => false;

    /// <summary>True when an output element may combine many input elements, so that evaluation can be expensive.</summary>
    bool IsReduction => false;

    /// <summary>Types of the supported outputs.</summary>
    TensorType[] Infer(InferenceContext context);

    /// <summary>Values of the outputs, of the types that <see cref="Infer"/> gave.</summary>
    Tensor[] Execute(EvaluationContext context);
}
