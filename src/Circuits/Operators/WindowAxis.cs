using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Operators;

/// <summary>
/// A sliding window along one dimension: output p reads inputs u = Stride·p + Dilation·i − PadBegin for i in [0, Kernel);
/// an u outside [0, Input) is padding.
/// </summary>
internal readonly record struct WindowAxis(int Input, int Kernel, int Stride, int PadBegin, int PadEnd, int Dilation)
{
    /// <summary>The identity window over an extent.</summary>
    public static WindowAxis Whole(int extent) => new(extent, 1, 1, 0, 0, 1);

    public int Reach => (Dilation * (Kernel - 1)) + 1;

    public int Output => ((Input + PadBegin + PadEnd - Reach) / Stride) + 1;

    public bool IsIdentity => Kernel == 1 && Stride == 1 && PadBegin == 0 && Output == Input;

    /// <summary>True when the one window reads every input once.</summary>
    public bool IsGlobal => Kernel == Input && PadBegin == 0 && Dilation == 1 && Output == 1;

    /// <summary>The axes of the output positions: the input's own where nothing moves.</summary>
    public IReadOnlyList<Axis> OutputAxes(IReadOnlyList<Axis> input) => IsIdentity ? input : AxisFactors.Of(Output);

    /// <summary>The axes of the taps: the input's own where the one window reads it in order.</summary>
    public IReadOnlyList<Axis> TapAxes(IReadOnlyList<Axis> input) => IsGlobal ? input : AxisFactors.Of(Kernel);

    /// <summary>True when some window position reads padding.</summary>
    public bool ReadsPadding => PadBegin > 0 || (Stride * (Output - 1)) + Reach - PadBegin > Input;

    /// <summary>True when every window position reads at least one input.</summary>
    public bool AlwaysReadsInput
    {
        get
        {
            for (var p = 0; p < Output; p++)
            {
                var found = false;
                for (var i = 0; i < Kernel && !found; i++) found = (Stride * p) + (Dilation * i) - PadBegin is var u && u >= 0 && u < Input;
                if (!found) return false;
            }
            return true;
        }
    }

    /// <summary>The positions p whose tap i reads an input, as [first, end).</summary>
    public (int First, int End) Positions(int tap)
    {
        var shift = PadBegin - (Dilation * tap);
        var first = shift <= 0 ? 0 : (shift + Stride - 1) / Stride;
        var last = Input - 1 + shift;
        var end = last < 0 ? 0 : Math.Min(Output, (last / Stride) + 1);
        return (Math.Min(first, end), end);
    }

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
        windows.Length == 1 ? (Whole(1), windows[0]) : (windows[0], windows[1]);

    public static int[] Outputs(WindowAxis[] windows) => Array.ConvertAll(windows, w => w.Output);
}
