using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>An operator that can hand on its first input unchanged.</summary>
internal interface IPassThrough
{
    /// <summary>True when this node does.</summary>
    bool PassesThrough(FloatGraph graph, FloatNode node);

    /// <summary>The node as an Identity, for one that has to stay because the names on both sides are fixed.</summary>
    FloatNode Plain(FloatNode node);
}
