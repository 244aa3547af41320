using Zkml.Tensors;

namespace Zkml.Circuits.Operators;

/// <summary>
/// The sums of a convolution, for execution. With stride 1 the inputs are padded once, and an output channel is computed in
/// rows as long as the padded input's: a tap then is one scaled addition of whole planes, whose last columns in each row are
/// not used. Other strides go row by row. Unchecked: the ranges proven by inference exclude overflow in what is used.
/// </summary>
internal sealed class ConvolutionPlanes
{
    private readonly WindowAxis vertical;
    private readonly WindowAxis horizontal;
    private readonly long[] source;
    private readonly int plane;
    private readonly int pitch;

    /// <param name="input">[C, vertical.Input, horizontal.Input].</param>
    /// <param name="vertical">The window over rows.</param>
    /// <param name="horizontal">The window over columns.</param>
    public ConvolutionPlanes(long[] input, WindowAxis vertical, WindowAxis horizontal)
    {
        (this.vertical, this.horizontal) = (vertical, horizontal);
        IsWhole = vertical.Stride == 1 && horizontal.Stride == 1;
        var isPadded = IsWhole && (vertical.PadBegin | vertical.PadEnd | horizontal.PadBegin | horizontal.PadEnd) != 0;
        pitch = isPadded ? horizontal.Input + horizontal.PadBegin + horizontal.PadEnd : horizontal.Input;
        plane = isPadded ? pitch * (vertical.Input + vertical.PadBegin + vertical.PadEnd) : vertical.Input * horizontal.Input;
        source = isPadded ? Padded(input) : input;
    }

    /// <summary>True when taps are additions of whole planes.</summary>
    private bool IsWhole { get; }

    /// <summary>target = bias + Σ_c kernel of channel c on input channel <paramref name="first"/> + c.</summary>
    /// <param name="target">[vertical.Output, horizontal.Output].</param>
    /// <param name="kernels">[channels, vertical.Kernel, horizontal.Kernel].</param>
    /// <param name="first">The first input channel.</param>
    /// <param name="bias">At accumulator scale.</param>
    public void Accumulate(Span<long> target, ReadOnlySpan<long> kernels, int first, long bias)
    {
        var size = vertical.Kernel * horizontal.Kernel;
        var channels = kernels.Length / size;
        if (!IsWhole)
        {
            target.Fill(bias);
            for (var c = 0; c < channels; c++) AddRows(target, source.AsSpan((first + c) * plane, plane), kernels.Slice(c * size, size));
            return;
        }
        var sums = new long[((vertical.Output - 1) * pitch) + horizontal.Output];
        Array.Fill(sums, bias);
        for (var c = 0; c < channels; c++) AddWhole(sums, source.AsSpan((first + c) * plane, plane), kernels.Slice(c * size, size));
        for (var p = 0; p < vertical.Output; p++) sums.AsSpan(p * pitch, horizontal.Output).CopyTo(target[(p * horizontal.Output)..]);
    }

    private void AddWhole(Span<long> sums, ReadOnlySpan<long> input, ReadOnlySpan<long> kernel)
    {
        for (var k = 0; k < kernel.Length; k++)
        {
            if (kernel[k] == 0) continue;
            var (i, j) = (k / horizontal.Kernel, k % horizontal.Kernel);
            DenseKernels.AddScaled(sums, input[((vertical.Dilation * i * pitch) + (horizontal.Dilation * j))..], 1, kernel[k]);
        }
    }

    private void AddRows(Span<long> target, ReadOnlySpan<long> input, ReadOnlySpan<long> kernel)
    {
        for (var i = 0; i < vertical.Kernel; i++)
        {
            var (firstRow, endRow) = vertical.Positions(i);
            for (var j = 0; j < horizontal.Kernel; j++)
            {
                var weight = kernel[(i * horizontal.Kernel) + j];
                var (first, end) = horizontal.Positions(j);
                if (weight == 0 || first >= end) continue;
                var column = (horizontal.Stride * first) + (horizontal.Dilation * j) - horizontal.PadBegin;
                for (var p = firstRow; p < endRow; p++)
                {
                    var row = (vertical.Stride * p) + (vertical.Dilation * i) - vertical.PadBegin;
                    var output = target.Slice((p * horizontal.Output) + first, end - first);
                    DenseKernels.AddScaled(output, input[((row * horizontal.Input) + column)..], horizontal.Stride, weight);
                }
            }
        }
    }

    private long[] Padded(long[] input)
    {
        var channels = input.Length / (vertical.Input * horizontal.Input);
        var padded = new long[channels * plane];
        for (var row = 0; row < channels * vertical.Input; row++)
        {
            var (c, u) = (row / vertical.Input, row % vertical.Input);
            var start = (c * plane) + ((u + vertical.PadBegin) * pitch) + horizontal.PadBegin;
            input.AsSpan(row * horizontal.Input, horizontal.Input).CopyTo(padded.AsSpan(start));
        }
        return padded;
    }
}
