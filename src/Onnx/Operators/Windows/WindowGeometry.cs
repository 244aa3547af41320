using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>
/// The sliding window of a convolution or pooling node over one or two spatial axes. A 1-D window is a 2-D one over a
/// single row, which leaves the row-major data layout unchanged.
/// </summary>
internal sealed record WindowGeometry(WindowAxis Rows, WindowAxis Columns, int SpatialRank)
{
    /// <summary>Bound on kernels, strides, dilations and pads; products of two of them still fit an int.</summary>
    private const int MaxParameter = 1 << 14;

    /// <summary>
    /// Reads strides, dilations, pads, auto_pad and ceil_mode of a node whose input has shape [N, C, spatial…] and whose
    /// kernel covers <paramref name="kernel"/> (one size per spatial axis).
    /// Throws an import exception naming the node when a parameter is out of range or the window does not fit the input.
    /// </summary>
    public static WindowGeometry Read(NodeContext context, int[] inputShape, long[] kernel)
    {
        var rank = inputShape.Length - 2;
        if (rank is not (1 or 2))
        {
            throw context.Fail($"the input has shape {TensorShape.Format(inputShape)}; only 1-D ([N, C, L]) and 2-D ([N, C, H, W]) windows are supported");
        }
        Check(context, "kernel_shape", kernel, rank, 1);
        var strides = Parameter(context, "strides", rank, 1);
        var dilations = Parameter(context, "dilations", rank, 1);
        var pads = context.Attributes.Ints("pads") ?? new long[2 * rank];
        Check(context, "pads", pads, 2 * rank, 0);
        var axes = new WindowAxis[rank];
        for (var i = 0; i < rank; i++)
        {
            var window = new WindowAxis(
                inputShape[i + 2], (int)kernel[i], (int)strides[i], (int)dilations[i], (int)pads[i], (int)pads[i + rank], 0);
            axes[i] = Complete(context, window);
        }
        return rank == 1 ? new(WindowAxis.Unit, axes[0], 1) : new(axes[0], axes[1], 2);
    }

    /// <summary>One window per spatial axis.</summary>
    public WindowAxis[] Axes => SpatialRank == 1 ? [Columns] : [Rows, Columns];

    /// <summary>Spatial part of the output shape.</summary>
    public int[] OutputSizes => Array.ConvertAll(Axes, axis => axis.Output);

    private static long[] Parameter(NodeContext context, string name, int rank, long smallest)
    {
        var values = context.Attributes.Ints(name) ?? [.. Enumerable.Repeat(1L, rank)];
        Check(context, name, values, rank, smallest);
        return values;
    }

    private static void Check(NodeContext context, string name, long[] values, int count, long smallest)
    {
        if (values.Length != count) throw context.Fail($"{name} has {values.Length} entries; expected {count}");
        foreach (var value in values)
        {
            if (value < smallest || value > MaxParameter)
            {
                throw context.Fail($"{name} contains {value}; supported are {smallest} to {MaxParameter}");
            }
        }
    }

    /// <summary>Fills in the automatic padding and the output size.</summary>
    private static WindowAxis Complete(NodeContext context, WindowAxis window)
    {
        var extent = (window.Kernel - 1) * window.Dilation + 1;
        var mode = context.Attributes.String("auto_pad", "NOTSET");
        switch (mode)
        {
            case "SAME_UPPER" or "SAME_LOWER":
                var output = (window.Input - 1) / window.Stride + 1;
                var total = (int)Math.Clamp((output - 1L) * window.Stride + extent - window.Input, 0, int.MaxValue);
                var before = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
                return window with { PadBegin = before, PadEnd = total - before, Output = output };
            case "VALID":
                window = window with { PadBegin = 0, PadEnd = 0 };
                break;
            case not ("NOTSET" or ""):
                throw context.Fail($"auto_pad '{mode}' is unknown; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        }
        var room = (long)window.Input + window.PadBegin + window.PadEnd - extent;
        if (room < 0) throw context.Fail($"the window spans {extent} positions, more than the padded input of size {window.Input} offers");
        return window with { Output = OutputSize(context, window, room) };
    }

    private static int OutputSize(NodeContext context, WindowAxis window, long room)
    {
        if (context.Attributes.Int("ceil_mode", 0) == 0) return (int)(room / window.Stride) + 1;
        var output = (room + window.Stride - 1) / window.Stride + 1;
        // A window that would start beyond the input and its leading padding sees nothing and is dropped.
        if ((output - 1) * window.Stride >= window.Input + window.PadBegin) output--;
        return (int)output;
    }
}
