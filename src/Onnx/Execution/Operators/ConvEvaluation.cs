using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// 1-D and 2-D convolution: input [N, C, spatial…], constant weights [M, C/group, kernel…], optional constant bias [M],
/// output [N, M, spatial…]. Sums are accumulated in double precision.
/// </summary>
internal sealed class ConvEvaluation : IFloatOperator
{
    public string OpType => "Conv";




    public Tensor[] Execute(EvaluationContext context)
    {
        var weights = context.Float(1);
        var bias = context.OptionalFloat(2)?.Data;
        var output = context.NewOutput();
        var geometry = WindowGeometry.Read(context, context.Shape(0), Kernel(weights.Shape));
        var groupOutputs = weights.Shape[0] / (int)context.Attributes.Int("group", 1);
        var groupInputs = weights.Shape[1];
        var inputPlane = geometry.Rows.Input * geometry.Columns.Input;
        var kernelSize = groupInputs * geometry.Rows.Kernel * geometry.Columns.Kernel;
        var sums = new double[geometry.Rows.Output * geometry.Columns.Output];
        for (var plane = 0; plane < output.Shape[0] * output.Shape[1]; plane++)
        {
            var sample = plane / output.Shape[1];
            var channel = plane % output.Shape[1];
            var firstInput = sample * context.Shape(0)[1] + channel / groupOutputs * groupInputs;
            Array.Fill(sums, bias is null ? 0 : bias[channel]);
            AccumulatePlanes(
                sums,
                context.Float(0).Data.AsSpan(firstInput * inputPlane, groupInputs * inputPlane),
                weights.Data.AsSpan(channel * kernelSize, kernelSize),
                geometry);
            for (var i = 0; i < sums.Length; i++) output.Data[plane * sums.Length + i] = (float)sums[i];
        }
        return [output];
    }

    /// <summary>Adds the correlation of the input planes with the kernel of one output channel to its plane of sums.</summary>
    private static void AccumulatePlanes(double[] sums, ReadOnlySpan<float> input, ReadOnlySpan<float> kernel, WindowGeometry geometry)
    {
        var (rows, columns, _) = geometry;
        for (var tap = 0; tap < kernel.Length; tap++)
        {
            var column = tap % columns.Kernel;
            var row = tap / columns.Kernel % rows.Kernel;
            var channel = tap / columns.Kernel / rows.Kernel;
            var (firstRow, endRow) = rows.OutputsOfTap(row);
            var (firstColumn, endColumn) = columns.OutputsOfTap(column);
            double weight = kernel[tap];
            for (var y = firstRow; y < endRow; y++)
            {
                var source = (channel * rows.Input + rows.Start(y) + row * rows.Dilation) * columns.Input
                    + columns.Start(firstColumn) + column * columns.Dilation;
                var target = sums.AsSpan(y * columns.Output + firstColumn, endColumn - firstColumn);
                for (var x = 0; x < target.Length; x++, source += columns.Stride) target[x] += weight * input[source];
            }
        }
    }

    private static long[] Kernel(int[] weights) => Array.ConvertAll(weights[2..], size => (long)size);
}
