using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>An operator with several equivalent spellings, of which later passes and the quantizer see one.</summary>
internal interface INormalForm
{
    /// <summary>
    /// Appends nodes that together compute the outputs of the node, valid in the graph's operator set and in normal form
    /// themselves. Constants of the source graph are known to the editor.
    /// </summary>
    void Normalize(GraphEditor editor, FloatNode node);
}
