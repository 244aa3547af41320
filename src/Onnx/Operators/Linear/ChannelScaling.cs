using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;

namespace Zkml.Onnx.Operators.Linear;

/// <summary>
/// Scale and shift per output channel, moved into constant weights (input 1, one row per channel) and a constant bias
/// (input 2): computed in double precision and rounded once, the same on every machine.
/// </summary>
internal static class ChannelScaling
{
    public static FloatNode Apply(GraphEditor editor, FloatNode node, string output, ChannelAffine affine)
    {
        var weights = editor.Constant(node.Inputs[1])!;
        var bias = editor.Constant(node.Inputs[2])!;
        var newWeights = FloatTensor.Zeros(weights.Shape);
        var newBias = FloatTensor.Zeros(bias.Shape);
        var row = weights.Length / bias.Length;
        for (var i = 0; i < weights.Length; i++) newWeights.Data[i] = (float)(weights.Data[i] * affine.Factors[i / row]);
        for (var c = 0; c < bias.Length; c++) newBias.Data[c] = (float)(bias.Data[c] * affine.Factors[c] + affine.Offsets[c]);
        string[] inputs =
        [
            node.Inputs[0],
            editor.AddConstant($"{output}/weights", newWeights),
            editor.AddConstant($"{output}/bias", newBias),
        ];
        return node with { Inputs = inputs, Outputs = [output] };
    }
}
