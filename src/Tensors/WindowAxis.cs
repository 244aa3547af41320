namespace Zkml.Tensors;

/// <summary>
/// A sliding window along one dimension: output p reads inputs u = Stride·p + Dilation·i − PadBegin for i in [0, Kernel);
/// an u outside [0, Input) is padding, which may be wider than the input. Immutable; kernel, stride and dilation are at
/// least 1, and pads are not negative, which whoever reads a model checks.
/// </summary>
public readonly record struct WindowAxis(int Input, int Kernel, int Stride, int PadBegin, int PadEnd, int Dilation)
{
    /// <summary>The identity window over an extent.</summary>
    public static WindowAxis Whole(int extent) => new(extent, 1, 1, 0, 0, 1);

    /// <summary>
    /// The window with the padding of ONNX' auto_pad SAME_UPPER, or SAME_LOWER when <paramref name="lower"/>: ⌈Input/Stride⌉
    /// outputs, an odd entry of padding at the end, or at the beginning.
    /// </summary>
    public WindowAxis SamePadding(bool lower)
    {
        var total = Math.Max(0, (Stride * ((Input - 1) / Stride)) + Reach - Input);
        var before = lower ? total - (total / 2) : total / 2;
        return this with { PadBegin = before, PadEnd = total - before };
    }

    /// <summary>The positions from the first tap to the last.</summary>
    public int Reach => (Dilation * (Kernel - 1)) + 1;

    /// <summary>The number of windows that lie within the padded input.</summary>
    public int Output => ((Input + PadBegin + PadEnd - Reach) / Stride) + 1;

    /// <summary>
    /// The number of windows in ONNX' ceil mode: one more that reaches beyond the padded input, unless it would start behind
    /// the input and its leading padding.
    /// </summary>
    public int CeilOutput
    {
        get
        {
            var output = ((Input + PadBegin + PadEnd - Reach + Stride - 1) / Stride) + 1;
            return (output - 1) * Stride >= Input + PadBegin ? output - 1 : output;
        }
    }

    public bool IsIdentity => Kernel == 1 && Stride == 1 && PadBegin == 0 && Output == Input;

    /// <summary>True when the one window reads every input once.</summary>
    public bool IsGlobal => Kernel == Input && PadBegin == 0 && Dilation == 1 && Output == 1;

    /// <summary>True when some window position reads padding.</summary>
    public bool ReadsPadding => PadBegin > 0 || (Stride * (Output - 1)) + Reach - PadBegin > Input;

    /// <summary>True when every window position reads at least one input.</summary>
    public bool AlwaysReadsInput
    {
        get
        {
            for (var p = 0; p < Output; p++)
            {
                var (first, end) = TapsInside(p);
                if (first >= end) return false;
            }
            return true;
        }
    }

    /// <summary>The input position of the first tap of output p; negative inside the leading padding.</summary>
    public int Start(int p) => (Stride * p) - PadBegin;

    /// <summary>The positions p whose tap i reads an input, as [first, end) with 0 ≤ first ≤ end ≤ Output.</summary>
    public (int First, int End) Positions(int tap)
    {
        var shift = PadBegin - (Dilation * tap);
        var first = shift <= 0 ? 0 : CeilDivide(shift, Stride);
        var last = Input - 1 + shift;
        var end = last < 0 ? 0 : Math.Min(Output, (last / Stride) + 1);
        return (Math.Min(first, end), end);
    }

    /// <summary>The taps of output p that read an input, as [first, end) with 0 ≤ first ≤ end ≤ Kernel.</summary>
    public (int First, int End) TapsInside(int p) => TapsWithin(p, 0, Input);

    /// <summary>The taps of output p on the input or its declared padding, as [first, end) with 0 ≤ first ≤ end ≤ Kernel.</summary>
    public (int First, int End) TapsPadded(int p) => TapsWithin(p, -PadBegin, Input + PadEnd);

    private (int First, int End) TapsWithin(int p, int low, int high)
    {
        var start = Start(p);
        var first = start >= low ? 0 : CeilDivide(low - start, Dilation);
        var end = start >= high ? 0 : Math.Min(Kernel, CeilDivide(high - start, Dilation));
        return (Math.Min(first, end), end);
    }

    private static int CeilDivide(int value, int divisor) => (value + divisor - 1) / divisor;
}
