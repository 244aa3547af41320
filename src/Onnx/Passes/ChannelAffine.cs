using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Passes;

/// <summary>x · Factors[c] + Offsets[c] for the channel c of x, which is its dimension 1.</summary>
internal sealed record ChannelAffine(double[] Factors, double[] Offsets)
{
    /// <summary>
    /// The values of a constant operand (input 1) of a broadcasting node by channel of input 0, or null when it is
    /// computed, enlarges the value, or varies along another axis.
    /// </summary>
    public static double[]? Operand(FloatGraph graph, FloatNode node)
    {
        if (graph.Constants.GetValueOrDefault(node.Inputs[1]) is not FloatTensor constant) return null;
        var shape = graph.Shapes[node.Inputs[0]];
        if (shape.Length < 2 || !shape.AsSpan().SequenceEqual(graph.Shapes[node.Output])) return null;
        var channelFromEnd = shape.Length - 1;
        for (var i = 1; i <= constant.Rank; i++)
        {
            if (constant.Shape[^i] != 1 && i != channelFromEnd) return null;
        }
        var values = new double[shape[1]];
        for (var c = 0; c < values.Length; c++) values[c] = constant.Data[constant.Length == 1 ? 0 : c];
        return values;
    }
}

/// <summary>An operator that can be a per-channel scale and shift of its input 0.</summary>
internal interface IChannelAffine
{
    /// <summary>The scale and shift, or null when this node is something else.</summary>
    ChannelAffine? Affine(FloatGraph graph, FloatNode node);
}

/// <summary>An operator with weights that can take in a per-channel scale and shift of its output.</summary>
internal interface IChannelScaled
{
    /// <summary>A node in normal form that computes the scaled and shifted output of this one under another name.</summary>
    FloatNode Scaled(GraphEditor editor, FloatNode node, string output, ChannelAffine affine);
}
