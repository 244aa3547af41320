using System.Numerics.Tensors;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;
using static Zkml.Circuits.Serialization.IntegerArrays;

namespace Zkml.Circuits.Operators;

/// <summary>
/// The largest input of each window, on [1, C, spatial…] with one or two spatial dimensions. Padding is −∞; ceil mode
/// arrives as a larger <paramref name="PadsEnd"/>. Every window must read at least one input.
/// </summary>
public sealed record MaxPoolOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, int[] Kernel, int[] Strides, int[] PadsBegin, int[] PadsEnd, int[] Dilations)
    : SingleOutputOperator(Name, Inputs, Output)
{
    public override string Kind => "MaxPool";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        var windows = Windows(inputs[0].Shape);
        foreach (var window in windows) Require(window.AlwaysReadsInput, "some window reads nothing but padding");
        return inputs[0] with { Shape = [1, inputs[0].Shape[1], .. SpatialWindows.Outputs(windows)] };
    }

    internal WindowAxis[] Windows(int[] shape) => SpatialWindows.Validate(this, shape, Kernel, Strides, PadsBegin, PadsEnd, Dilations);

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var windows = Windows(x.Shape);
        var (vertical, horizontal) = SpatialWindows.AsPlane(windows);
        var (plane, area, channels) = (vertical.Input * horizontal.Input, vertical.Output * horizontal.Output, x.Shape[1]);
        var result = new long[channels * area];
        Array.Fill(result, long.MinValue);
        for (var c = 0; c < channels; c++) Maximize(result.AsSpan(c * area, area), x.Data.AsSpan(c * plane, plane), vertical, horizontal);
        return new IntegerTensor([1, channels, .. SpatialWindows.Outputs(windows)], result);
    }

    private static void Maximize(Span<long> target, ReadOnlySpan<long> source, WindowAxis vertical, WindowAxis horizontal)
    {
        for (var i = 0; i < vertical.Kernel; i++)
        {
            var (firstRow, endRow) = vertical.Positions(i);
            for (var j = 0; j < horizontal.Kernel; j++)
            {
                var (first, end) = horizontal.Positions(j);
                if (first >= end) continue;
                for (var p = firstRow; p < endRow; p++)
                {
                    var row = (vertical.Stride * p) + (vertical.Dilation * i) - vertical.PadBegin;
                    if (horizontal.Stride == 1)
                    {
                        var output = target.Slice((p * horizontal.Output) + first, end - first);
                        var column = first + (horizontal.Dilation * j) - horizontal.PadBegin;
                        TensorPrimitives.Max(output, source.Slice((row * horizontal.Input) + column, output.Length), output);
                        continue;
                    }
                    for (var q = first; q < end; q++)
                    {
                        var value = source[(row * horizontal.Input) + (horizontal.Stride * q) + (horizontal.Dilation * j) - horizontal.PadBegin];
                        ref var best = ref target[(p * horizontal.Output) + q];
                        if (value > best) best = value;
                    }
                }
            }
        }
    }

    /// <summary>The last spatial dimension first, then the other: the maximum is separable.</summary>
    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var value = inputs[0];
        var windows = Windows(value.Layout.Shape);
        for (var d = windows.Length - 1; d >= 0; d--)
        {
            value = WindowMaximum.Lower(context, windows.Length == 1 ? Name : $"{Name}.dim{d}", value, d + 2, windows[d]);
        }
        return value;
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<MaxPoolOperator>(7,
        (to, o) =>
        {
            Write(to, o.Kernel);
            Write(to, o.Strides);
            Write(to, o.PadsBegin);
            Write(to, o.PadsEnd);
            Write(to, o.Dilations);
        },
        (ref ByteReader r, OperatorHeader h) => new MaxPoolOperator(
            h.Name, h.Inputs, h.Output, ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), ReadInts(ref r)));
}
