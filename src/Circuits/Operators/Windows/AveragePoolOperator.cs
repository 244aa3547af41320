using System.Numerics.Tensors;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;
using static Zkml.Circuits.Serialization.IntegerArrays;

namespace Zkml.Circuits.Operators;

/// <summary>
/// acc[0, c, p…] = Multiplier(p) · Σ of the window's inputs (padding reads 0), on [1, C, spatial…]. The division by the
/// count lives in the multiplier and the requantization; global pooling is a kernel of full size.
/// </summary>
/// <param name="Multipliers">[1], or [spatial output…] when padding is excluded from the count.</param>
public sealed record AveragePoolOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, int[] Kernel, int[] Strides, int[] PadsBegin, int[] PadsEnd,
    IntegerTensor Multipliers, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "AveragePool";

    public override IReadOnlyList<long> Coefficients => Multipliers.Data;

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        var windows = Windows(inputs[0].Shape);
        var output = SpatialWindows.Outputs(windows);
        Require(Multipliers.Data.Length == TensorShape.Size(Multipliers.Shape), "the number of multipliers does not match their shape");
        Require(
            Multipliers.Data.Length == 1 || Multipliers.Shape.AsSpan().SequenceEqual(output),
            $"multipliers {TensorShape.Describe(Multipliers.Shape)} are neither one number nor one per output of {TensorShape.Describe(output)}");
        var x = inputs[0].Range;
        foreach (var window in windows)
        {
            if (window.ReadsPadding) x = x.WithZero();
        }
        var (low, high) = (TensorPrimitives.Min<long>(Multipliers.Data), TensorPrimitives.Max<long>(Multipliers.Data));
        return (x * TensorShape.Size(Kernel) * new ValueRange(low, high)).ToType(this, [1, inputs[0].Shape[1], .. output]);
    }

    internal WindowAxis[] Windows(int[] shape)
    {
        var ones = new int[Kernel.Length];
        Array.Fill(ones, 1);
        return SpatialWindows.Validate(this, shape, Kernel, Strides, PadsBegin, PadsEnd, ones);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var windows = Windows(x.Shape);
        var (vertical, horizontal) = SpatialWindows.AsPlane(windows);
        var (plane, area, channels) = (vertical.Input * horizontal.Input, vertical.Output * horizontal.Output, x.Shape[1]);
        var result = new long[channels * area];
        for (var c = 0; c < channels; c++)
        {
            var target = result.AsSpan(c * area, area);
            AddWindows(target, x.Data.AsSpan(c * plane, plane), vertical, horizontal);
            for (var p = 0; p < area; p++) target[p] *= Multipliers.Data.Length == 1 ? Multipliers.Data[0] : Multipliers.Data[p];
        }
        return new IntegerTensor([1, channels, .. SpatialWindows.Outputs(windows)], result);
    }

    private static void AddWindows(Span<long> target, ReadOnlySpan<long> source, WindowAxis vertical, WindowAxis horizontal)
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
                    var row = (vertical.Stride * p) + i - vertical.PadBegin;
                    var start = (row * horizontal.Input) + (horizontal.Stride * first) + j - horizontal.PadBegin;
                    DenseKernels.AddScaled(target.Slice((p * horizontal.Output) + first, end - first), source[start..], horizontal.Stride, 1);
                }
            }
        }
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var x = inputs[0];
        var windows = Windows(x.Layout.Shape);
        var axes = new IReadOnlyList<Axis>[windows.Length];
        for (var d = 0; d < axes.Length; d++) axes[d] = windows[d].OutputAxes(x.Layout.Dimensions[d + 2]);
        var layout = new TensorLayout(type.Shape, [[], x.Layout.Dimensions[1], .. axes]);
        var joint = new JointSpace(layout);
        var uniform = Multipliers.Data.Length == 1;
        var data = new OperandBuilder(x, uniform ? Multipliers.Data[0] : 1).Bind(x.Layout.Run(1), joint.Output(1));
        for (var d = 0; d < windows.Length; d++)
        {
            var (from, to, window) = (x.Layout.Run(d + 2), joint.Output(d + 2), windows[d]);
            if (window.IsGlobal) data.SumOver(from);
            else data.Window(from, to, window, summed: Axis.Of(window.Kernel));
        }
        if (uniform) return Accumulator.OfSum(layout, AffineTerms.Zero, type.Min, type.Max, data.Build());
        var runs = Enumerable.Range(2, windows.Length).OrderDescending().Select(joint.Output);
        var multipliers = context.ParameterOperand($"{Name}.multiplier", Multipliers.Data, [.. runs]);
        return Accumulator.OfProduct(layout, AffineTerms.Zero, type.Min, type.Max, joint.Contracted, data.Build(), multipliers);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<AveragePoolOperator>(8,
        (to, o) =>
        {
            Write(to, o.Kernel);
            Write(to, o.Strides);
            Write(to, o.PadsBegin);
            Write(to, o.PadsEnd);
            Write(to, o.Multipliers);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) => new AveragePoolOperator(
            h.Name, h.Inputs, h.Output, ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), ReadInts(ref r),
            ReadTensor(ref r), ReadRequantization(ref r)));
}
