using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>The sliding window of a convolution or pooling node over one or two spatial axes.</summary>
internal sealed class WindowGeometry
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
            throw context.Fail($"the input has shape {TensorShape.Describe(inputShape)}; only 1-D ([N, C, L]) and 2-D ([N, C, H, W]) windows are supported");
        }
        Check(context, "kernel_shape", kernel, rank, 1);
        var strides = Parameter(context, "strides", rank, 1);
        var dilations = Parameter(context, "dilations", rank, 1);
        var pads = context.Attributes.Ints("pads") ?? new long[2 * rank];
        Check(context, "pads", pads, 2 * rank, 0);
        var axes = new WindowAxis[rank];
        for (var i = 0; i < rank; i++)
        {
            axes[i] = Padded(context, new WindowAxis(
                inputShape[i + 2], (int)kernel[i], (int)strides[i], (int)pads[i], (int)pads[i + rank], (int)dilations[i]));
        }
        var ceiling = context.Attributes.Int("ceil_mode", 0) != 0;
        return new() { Axes = axes, OutputSizes = Array.ConvertAll(axes, axis => ceiling ? axis.CeilOutput : axis.Output) };
    }

    /// <summary>One window per spatial axis, with its declared or automatic padding.</summary>
    public required WindowAxis[] Axes { get; init; }

    /// <summary>Spatial part of the output shape: in ceil mode one larger, perhaps, than <see cref="WindowAxis.Output"/>.</summary>
    public required int[] OutputSizes { get; init; }

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

    /// <summary>The window with its automatic padding, if it has one.</summary>
    private static WindowAxis Padded(NodeContext context, WindowAxis window)
    {
        var mode = context.Attributes.String("auto_pad", "NOTSET");
        window = mode switch
        {
            "SAME_UPPER" => window.SamePadding(lower: false),
            "SAME_LOWER" => window.SamePadding(lower: true),
            "VALID" => window with { PadBegin = 0, PadEnd = 0 },
            "NOTSET" or "" => window,
            _ => throw context.Fail($"auto_pad '{mode}' is unknown; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER"),
        };
        if (window.Input + window.PadBegin + window.PadEnd < window.Reach)
        {
            throw context.Fail($"the window spans {window.Reach} positions, more than the padded input of size {window.Input} offers");
        }
        return window;
    }
}
