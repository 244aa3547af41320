namespace Zkml.Onnx.Operators.Windows;

/// <summary>
/// A sliding window along one spatial axis: output o covers the input positions o·Stride − PadBegin + t·Dilation for the
/// taps t in [0, Kernel); positions outside [0, Input) are padding.
/// </summary>
internal sealed record WindowAxis(int Input, int Kernel, int Stride, int Dilation, int PadBegin, int PadEnd, int Output)
{
    /// <summary>An axis that leaves its single position alone.</summary>
    public static WindowAxis Unit { get; } = new(1, 1, 1, 1, 0, 0, 1);

    /// <summary>Input position of the first tap of an output; negative inside the leading padding.</summary>
    public int Start(int output) => output * Stride - PadBegin;

    /// <summary>Taps [first, end) of an output that lie inside the input.</summary>
    public (int First, int End) TapsInside(int output) => TapsWithin(output, 0, Input);

    /// <summary>Taps [first, end) of an output that lie inside the input or its declared padding.</summary>
    public (int First, int End) TapsPadded(int output) => TapsWithin(output, -PadBegin, Input + PadEnd);

    /// <summary>Outputs [first, end) for which a tap lies inside the input.</summary>
    public (int First, int End) OutputsOfTap(int tap)
    {
        var shift = PadBegin - tap * Dilation;
        var first = shift <= 0 ? 0 : CeilDivide(shift, Stride);
        var last = Input - 1 + shift;
        var end = last < 0 ? 0 : Math.Min(Output, last / Stride + 1);
        return (Math.Min(first, end), end);
    }

    private (int First, int End) TapsWithin(int output, int low, int high)
    {
        var start = Start(output);
        var first = start >= low ? 0 : CeilDivide(low - start, Dilation);
        var end = start >= high ? 0 : Math.Min(Kernel, CeilDivide(high - start, Dilation));
        return (first, Math.Max(first, end));
    }

    private static int CeilDivide(int value, int divisor) => (value + divisor - 1) / divisor;
}
