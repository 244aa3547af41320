using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>An operator that becomes others when no pass before could make it disappear.</summary>
internal interface IExpanded
{
    /// <summary>Appends nodes in normal form that together compute the outputs of the node.</summary>
    void Expand(GraphEditor editor, FloatNode node);
}
