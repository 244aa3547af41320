using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;
using Zkml.Tensors;

namespace Zkml.Circuits.Operators;

/// <summary>The windows of an operator on [1, C, spatial…], and their axes in a circuit.</summary>
internal static class SpatialWindows
{
    /// <summary>
    /// The windows of an operator, one per spatial dimension of an input [1, C, spatial…]. Throws InvalidDataException
    /// naming the node when the attributes do not fit the shape.
    /// </summary>
    public static WindowAxis[] Validate(
        IntegerOperator node, int[] shape, int[] kernel, int[] strides, int[] padsBegin, int[] padsEnd, int[] dilations)
    {
        var rank = kernel.Length;
        if (rank is not (1 or 2)) throw node.Invalid($"has {rank} spatial dimensions; 1 and 2 are supported");
        if (strides.Length != rank || padsBegin.Length != rank || padsEnd.Length != rank || dilations.Length != rank)
        {
            throw node.Invalid($"strides, pads and dilations must have {rank} entries each");
        }
        if (shape.Length != rank + 2 || shape[0] != 1)
        {
            throw node.Invalid($"needs an input [1, C{string.Concat(Enumerable.Repeat(", n", rank))}], not {TensorShape.Describe(shape)}");
        }
        var windows = new WindowAxis[rank];
        for (var d = 0; d < rank; d++)
        {
            var window = new WindowAxis(shape[d + 2], kernel[d], strides[d], padsBegin[d], padsEnd[d], dilations[d]);
            if (window.Kernel < 1 || window.Stride < 1 || window.Dilation < 1 || window.PadBegin < 0 || window.PadEnd < 0)
            {
                throw node.Invalid("kernel, strides and dilations must be positive, pads not negative");
            }
            if (window.Input + window.PadBegin + window.PadEnd < window.Reach) throw node.Invalid("the window is larger than the padded input");
            windows[d] = window;
        }
        return windows;
    }

    /// <summary>Vertical and horizontal window: a 1-D window gets a trivial vertical one.</summary>
    public static (WindowAxis Vertical, WindowAxis Horizontal) AsPlane(WindowAxis[] windows) =>
        windows.Length == 1 ? (WindowAxis.Whole(1), windows[0]) : (windows[0], windows[1]);

    public static int[] Outputs(WindowAxis[] windows) => Array.ConvertAll(windows, w => w.Output);

    /// <summary>The axes of the output positions: the input's own where nothing moves.</summary>
    public static IReadOnlyList<Axis> OutputAxes(this WindowAxis window, IReadOnlyList<Axis> input) =>
        window.IsIdentity ? input : AxisFactors.Of(window.Output);

    /// <summary>The axes of the taps: the input's own where the one window reads it in order.</summary>
    public static IReadOnlyList<Axis> TapAxes(this WindowAxis window, IReadOnlyList<Axis> input) =>
        window.IsGlobal ? input : AxisFactors.Of(window.Kernel);
}
