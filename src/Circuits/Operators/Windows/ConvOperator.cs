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
/// Convolution of an input [1, C, spatial…] with one or two spatial dimensions and zero padding:
/// acc[0, o, p…] = Σ_{c, i…} Weights[o, c, i…] · x[0, g·(C/g) + c, stride·p + dilation·i − pad …] + Bias[o].
/// </summary>
/// <param name="Weights">[O, C/Groups, kernel…], row-major.</param>
/// <param name="Bias">[O], at accumulator scale, without the rounding constant.</param>
public sealed record ConvOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, long[] Weights, int[] WeightShape, long[] Bias,
    int[] Strides, int[] PadsBegin, int[] PadsEnd, int[] Dilations, int Groups, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Conv";

    public override IReadOnlyList<long> Coefficients => Weights;

    private int Channels => WeightShape[0];

    private int KernelSize => TensorShape.Size(WeightShape.AsSpan(2));

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        var windows = Windows(inputs);
        // A tap on padding reads 0, so with padding the range of every operand includes 0.
        var x = inputs[0].Range;
        foreach (var window in windows)
        {
            if (window.ReadsPadding) x = x.WithZero();
        }
        var taps = WeightShape[1] * KernelSize;
        var range = x.Dot(Weights.AsSpan(0, taps)) + ValueRange.Of(Bias[0]);
        for (var o = 1; o < Channels; o++) range = range.Hull(x.Dot(Weights.AsSpan(o * taps, taps)) + ValueRange.Of(Bias[o]));
        return range.ToType(this, [1, Channels, .. SpatialWindows.Outputs(windows)]);
    }

    /// <summary>The checked windows, one per spatial dimension.</summary>
    internal WindowAxis[] Windows(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        Require(WeightShape.Length is 3 or 4, $"has weights of shape {TensorShape.Describe(WeightShape)}; 1-D and 2-D are supported");
        Require(WeightShape.All(n => n >= 1) && Weights.Length == TensorShape.Size(WeightShape), "the number of weights does not match their shape");
        Require(Bias.Length == Channels, $"has {Bias.Length} biases for {Channels} output channels");
        Require(Groups >= 1 && Channels % Groups == 0, $"cannot cut {Channels} output channels into {Groups} groups");
        var windows = SpatialWindows.Validate(this, inputs[0].Shape, WeightShape[2..], Strides, PadsBegin, PadsEnd, Dilations);
        Require(inputs[0].Shape[1] == WeightShape[1] * Groups, $"needs {WeightShape[1] * Groups} input channels, has {inputs[0].Shape[1]}");
        return windows;
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var windows = SpatialWindows.Validate(this, x.Shape, WeightShape[2..], Strides, PadsBegin, PadsEnd, Dilations);
        var (vertical, horizontal) = SpatialWindows.AsPlane(windows);
        var area = vertical.Output * horizontal.Output;
        var (perGroup, taps) = (Channels / Groups, WeightShape[1] * KernelSize);
        var result = new long[Channels * area];
        var planes = new ConvolutionPlanes(x.Data, vertical, horizontal);
        DenseKernels.For(cpu, Channels, (long)taps * area, o =>
            planes.Accumulate(result.AsSpan(o * area, area), Weights.AsSpan(o * taps, taps), o / perGroup * WeightShape[1], Bias[o]));
        return new IntegerTensor([1, Channels, .. SpatialWindows.Outputs(windows)], result);
    }

    /// <summary>
    /// Kernel and channel axes are contracted; each spatial dimension is a window map unless it is the identity. With
    /// groups, output channels have the axes [o', g] and g is shared with the input channels, which are renamed to
    /// [c', g] where their axes allow and else mapped by Cg·g + c'.
    /// </summary>
    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var windows = Windows([inputs[0].Type]);
        var (x, channelAxes) = ChannelAxes(inputs[0]);
        var layout = new TensorLayout(type.Shape, [[], .. OutputAxes(x, windows, channelAxes.Group)]);
        var joint = new JointSpace(layout);
        var kernel = new AxisRun[windows.Length];
        for (var d = windows.Length - 1; d >= 0; d--) kernel[d] = joint.Contract(windows[d].TapAxes(x.Layout.Dimensions[d + 2]));
        var channel = joint.Contract(channelAxes.Inner);
        var output = joint.Output(1);
        var group = new AxisRun(output.First + output.Axes.Count - channelAxes.Group.Length, channelAxes.Group);

        var data = new OperandBuilder(x);
        for (var d = 0; d < windows.Length; d++) data.Window(x.Layout.Run(d + 2), joint.Output(d + 2), windows[d], kernel[d]);
        BindChannels(data, x.Layout.Run(1), channel, group);
        var weights = context.ParameterOperand($"{Name}.weight", Weights, [.. kernel.Reverse(), channel, output]);
        var bias = context.ParameterTerms($"{Name}.bias", layout, [1], Bias);
        return Accumulator.OfProduct(layout, bias, type.Min, type.Max, joint.Contracted, weights, data.Build());
    }

    /// <summary>The input with its channel dimension cut into groups if possible, and the axes inside and across groups.</summary>
    private (TensorValue X, (Axis[] Inner, Axis[] Group) Axes) ChannelAxes(TensorValue x)
    {
        var runs = AxisFactors.Regroup(x.Layout.Dimensions[1], [WeightShape[1], Groups]);
        if (runs is null) return (x, (AxisFactors.Of(WeightShape[1]), AxisFactors.Of(Groups)));
        return (x.Renamed(x.Layout.With(1, [.. runs[0], .. runs[1]])), (runs[0], runs[1]));
    }

    private IReadOnlyList<Axis>[] OutputAxes(TensorValue x, WindowAxis[] windows, Axis[] group)
    {
        var axes = new IReadOnlyList<Axis>[windows.Length + 1];
        axes[0] = [.. AxisFactors.Of(Channels / Groups), .. group];
        for (var d = 0; d < windows.Length; d++) axes[d + 1] = windows[d].OutputAxes(x.Layout.Dimensions[d + 2]);
        return axes;
    }

    private void BindChannels(OperandBuilder data, AxisRun source, AxisRun inner, AxisRun group)
    {
        if (!AxisFactors.AreEqual(source.Axes, [.. inner.Axes, .. group.Axes]))
        {
            data.MatchPair(source, inner, group, WeightShape[1]);
            return;
        }
        data.Bind(new AxisRun(source.First, inner.Axes), inner);
        data.Bind(new AxisRun(source.First + inner.Axes.Count, group.Axes), group);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<ConvOperator>(2,
        (to, o) =>
        {
            WritePacked(to, o.Weights);
            Write(to, o.WeightShape);
            WritePacked(to, o.Bias);
            Write(to, o.Strides);
            Write(to, o.PadsBegin);
            Write(to, o.PadsEnd);
            Write(to, o.Dilations);
            to.Signed(o.Groups);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) => new ConvOperator(
            h.Name, h.Inputs, h.Output, ReadPacked(ref r), ReadInts(ref r), ReadPacked(ref r), ReadInts(ref r),
            ReadInts(ref r), ReadInts(ref r), ReadInts(ref r), r.SignedInt(), ReadRequantization(ref r)));
}
