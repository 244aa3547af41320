using Zkml.Onnx.Execution.Operators;

namespace Zkml.Onnx.Graph.Simplification;

/// <summary>x · Factors[c] + Offsets[c] for the channel c of x, which is its dimension 1.</summary>
internal sealed record ChannelAffine(double[] Factors, double[] Offsets)
{
    /// <summary>
    /// Reads a BatchNormalization, or an Add or Mul with a constant as input 1, as a per-channel function of input 0;
    /// null when the node is something else.
    /// </summary>
    public static ChannelAffine? Read(FloatGraph graph, FloatNode node)
    {
        if (node.OpType == "BatchNormalization")
        {
            var parameters = node.Inputs.Skip(1).Select(name => (FloatTensor)graph.Constants[name]).ToArray();
            var (factors, offsets) = BatchNormalizationOperator.Affine(node, parameters[0], parameters[1], parameters[2], parameters[3]);
            return new ChannelAffine(factors, offsets);
        }
        if (node.OpType is not ("Add" or "Mul") || graph.Constants.GetValueOrDefault(node.Inputs[1]) is not FloatTensor constant)
        {
            return null;
        }
        var shape = graph.Shapes[node.Inputs[0]];
        if (shape.Length < 2 || !shape.AsSpan().SequenceEqual(graph.Shapes[node.Output])) return null;
        var values = PerChannel(constant, shape);
        if (values is null) return null;
        return node.OpType == "Mul"
            ? new ChannelAffine(values, new double[values.Length])
            : new ChannelAffine([.. Enumerable.Repeat(1.0, values.Length)], values);
    }

    /// <summary>One value per channel of a value of the given shape, or null when the constant varies along another axis.</summary>
    private static double[]? PerChannel(FloatTensor constant, int[] shape)
    {
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
