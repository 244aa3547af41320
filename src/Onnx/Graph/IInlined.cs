namespace Zkml.Onnx.Graph;

/// <summary>A control-flow operator that disappears once its constant inputs are known.</summary>
internal interface IInlined
{
    /// <summary>The nodes and constants that take the node's place; their results carry the node's output names.</summary>
    Subgraph Inline(InferenceContext context);
}
