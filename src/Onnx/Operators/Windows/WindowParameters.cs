using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>
/// The window of a Conv or pooling node in the form of the integer operators, which know no ceil mode: the trailing pad
/// is what the last window position reads beyond the input, be it declared or not.
/// </summary>
internal sealed record WindowParameters(int[] Kernel, int[] Strides, int[] PadsBegin, int[] PadsEnd, int[] Dilations)
{
    public static WindowParameters Of(FloatGraph graph, FloatNode node, WindowOperator unit)
    {
        var shape = graph.Shapes[node.Inputs[0]];
        if (shape[0] != 1)
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): the input {TensorShape.Describe(shape)} has a batch of {shape[0]}; export the model with batch 1");
        }
        var geometry = unit.Geometry(graph, node);
        var axes = geometry.Axes;
        return new WindowParameters(
            Array.ConvertAll(axes, axis => axis.Kernel),
            Array.ConvertAll(axes, axis => axis.Stride),
            Array.ConvertAll(axes, axis => axis.PadBegin),
            [.. axes.Zip(geometry.OutputSizes, TrailingPad)],
            Array.ConvertAll(axes, axis => axis.Dilation));
    }

    private static int TrailingPad(WindowAxis axis, int outputs) => Math.Max(0, axis.Start(outputs - 1) + axis.Reach - axis.Input);
}
