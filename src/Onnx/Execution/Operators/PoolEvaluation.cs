using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Base of the 1-D and 2-D pooling operators: every plane of [N, C, spatial…] is reduced window by window.</summary>
internal abstract class PoolEvaluation : IFloatOperator
{
    public abstract string OpType { get; }




    public Tensor[] Execute(EvaluationContext context)
    {
        var geometry = Geometry(context);
        var (rows, columns, _) = geometry;
        var input = context.Float(0);
        var output = context.NewOutput();
        var inputPlane = rows.Input * columns.Input;
        var next = 0;
        for (var plane = 0; plane < input.Shape[0] * input.Shape[1]; plane++)
        {
            var source = input.Data.AsSpan(plane * inputPlane, inputPlane);
            for (var y = 0; y < rows.Output; y++)
            {
                for (var x = 0; x < columns.Output; x++) output.Data[next++] = Reduce(context, source, geometry, y, x);
            }
        }
        return [output];
    }

    /// <summary>Value of one output position from its input plane; the window covers at least one input element.</summary>
    protected abstract float Reduce(EvaluationContext context, ReadOnlySpan<float> plane, WindowGeometry geometry, int y, int x);

    private static WindowGeometry Geometry(NodeContext context)
    {
        var kernel = context.Attributes.Ints("kernel_shape") ?? throw context.Fail("kernel_shape is missing; the model is malformed");
        return WindowGeometry.Read(context, context.FloatShape(0), kernel);
    }

    private static void CheckWindows(NodeContext context, WindowAxis axis)
    {
        if (axis.Output > TensorShape.MaxElements) throw context.Fail("the output is larger than supported");
        for (var output = 0; output < axis.Output; output++)
        {
            var (first, end) = axis.TapsInside(output);
            if (first == end) throw context.Fail($"output position {output} covers padding only; use pads smaller than the kernel");
        }
    }
}
