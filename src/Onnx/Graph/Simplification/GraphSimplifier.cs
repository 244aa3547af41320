using Zkml.Onnx.Import;

namespace Zkml.Onnx.Graph.Simplification;

/// <summary>
/// Rewrites an imported graph into an equivalent one with fewer operators and one form of each.
/// After simplification:
/// <list type="bullet">
/// <item>no node is constant; Constant, Shape, Gather, Cast, Dropout and BatchNormalization do not occur, and Identity
/// only where a graph output repeats an input, a constant or another output;</item>
/// <item>Add and Mul have a constant operand, if any, as input 1; Div by and Sub of a constant have become Mul and Add;</item>
/// <item>Gemm has constant weights [out, in] (transB = 1, all else default) and a constant bias [out]; a MatMul of a
/// matrix by a constant matrix has become a Gemm;</item>
/// <item>Conv has three inputs and, like MaxPool and AveragePool, explicit kernel_shape, strides, pads and dilations;</item>
/// <item>per-channel constant scales and shifts (and batch normalization) behind a Conv or Gemm are part of its weights;</item>
/// <item>Clip has its bounds as attributes min and max.</item>
/// </list>
/// </summary>
public static class GraphSimplifier
{
    /// <summary>Throws <see cref="OnnxImportException"/> when a rewritten constant leaves the float32 range.</summary>
    public static FloatGraph Simplify(FloatGraph graph)
    {
        graph = ConstantFolding.Apply(graph);
        graph = IdentityRemoval.Apply(graph);
        graph = OperandNormalization.Apply(graph);
        graph = LinearNormalization.Apply(graph);
        graph = WindowNormalization.Apply(graph);
        graph = ChannelAffineFolding.Apply(graph);
        graph = BatchNormalizationExpansion.Apply(graph);
        return ConstantFolding.Apply(graph);
    }
}
