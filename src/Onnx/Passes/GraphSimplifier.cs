using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>
/// Rewrites an imported graph into an equivalent one with fewer operators and one form of each; the nodes stay valid ONNX
/// nodes of the graph's operator set. After simplification:
/// <list type="bullet">
/// <item>no node is constant; nodes that hand on their input are gone, and Identity occurs only where a graph output
/// repeats an input, a constant or another output;</item>
/// <item>every node has the normal form that its operator defines (<see cref="INormalForm"/>): constant operands are
/// input 1, products by constant matrices have one layout, windows are explicit;</item>
/// <item>per-channel constant scales and shifts behind an operator that can take them in
/// (<see cref="IChannelScaled"/>) are part of its weights, others are plain arithmetic (<see cref="IExpanded"/>).</item>
/// </list>
/// </summary>
public static class GraphSimplifier
{
    /// <summary>Throws <see cref="GraphException"/> when a rewritten constant leaves the float32 range.</summary>
    public static FloatGraph Simplify(FloatGraph graph)
    {
        graph = ConstantFolding.Apply(graph);
        graph = IdentityRemoval.Apply(graph);
        graph = Normalization.Apply(graph);
        graph = ChannelAffineFolding.Apply(graph);
        graph = Expansion.Apply(graph);
        return ConstantFolding.Apply(graph);
    }
}
