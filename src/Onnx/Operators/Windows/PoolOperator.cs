using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>Base of the 1-D and 2-D pooling operators: every plane of [N, C, spatial…] is reduced window by window.</summary>
internal abstract class PoolOperator : WindowOperator
{
    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var input = context.FloatShape(0);
        var geometry = Geometry(context);
        if (context.Attributes.Int("storage_order", 0) != 0)
        {
            throw context.Fail("column-major storage_order is not supported; export with storage_order 0");
        }
        for (var d = 0; d < geometry.Axes.Length; d++) CheckWindows(context, geometry.Axes[d], geometry.OutputSizes[d]);
        return [TensorType.Float([input[0], input[1], .. geometry.OutputSizes])];
    }

    protected override long[] Kernel(InferenceContext context) =>
        context.Attributes.Ints("kernel_shape") ?? throw context.Fail("kernel_shape is missing; the model is malformed");

    private static void CheckWindows(InferenceContext context, WindowAxis axis, int outputs)
    {
        if (outputs > TensorShape.MaxElements) throw context.Fail("the output is larger than supported");
        for (var output = 0; output < outputs; output++)
        {
            var (first, end) = axis.TapsInside(output);
            if (first == end) throw context.Fail($"output position {output} covers padding only; use pads smaller than the kernel");
        }
    }
}
