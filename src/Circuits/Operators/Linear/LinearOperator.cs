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
/// A fully connected layer: acc[.., o] = Σ_k Weights[o, k] · x[.., k] + Bias[o], contracting the last dimension of an
/// input of any rank.
/// </summary>
/// <param name="Weights">[OutputFeatures, Features], row-major.</param>
/// <param name="Bias">[OutputFeatures], at accumulator scale, without the rounding constant.</param>
public sealed record LinearOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, long[] Weights, int OutputFeatures, int Features, long[] Bias, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Linear";

    public override IReadOnlyList<long> Coefficients => Weights;

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        Require(OutputFeatures >= 1 && Features >= 1, $"has {OutputFeatures} outputs and {Features} features");
        Require(Weights.LongLength == (long)OutputFeatures * Features, $"has {Weights.Length} weights instead of {OutputFeatures}·{Features}");
        Require(Bias.Length == OutputFeatures, $"has {Bias.Length} biases for {OutputFeatures} outputs");
        var shape = inputs[0].Shape;
        Require(shape.Length >= 1 && shape[^1] == Features, $"contracts {Features} features, the input has shape {TensorShape.Describe(shape)}");
        var x = inputs[0].Range;
        var range = x.Dot(Weights.AsSpan(0, Features)) + ValueRange.Of(Bias[0]);
        for (var o = 1; o < OutputFeatures; o++) range = range.Hull(x.Dot(Weights.AsSpan(o * Features, Features)) + ValueRange.Of(Bias[o]));
        return range.ToType(this, [.. shape[..^1], OutputFeatures]);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var rows = x.Data.Length / Features;
        var result = new long[rows * OutputFeatures];
        DenseKernels.For(cpu, OutputFeatures, (long)rows * Features, o =>
        {
            var weights = Weights.AsSpan(o * Features, Features);
            for (var row = 0; row < rows; row++)
            {
                result[(row * OutputFeatures) + o] = Bias[o] + DenseKernels.Dot(weights, x.Data.AsSpan(row * Features, Features));
            }
        });
        return new IntegerTensor([.. x.Shape[..^1], OutputFeatures], result);
    }

    /// <summary>A copy of the input is worth it when it saves this many parameters per entry.</summary>
    private const long CopyWorth = 32;

    /// <summary>
    /// The weight's contracted axes are those of the input's last dimension, however many they are, unless their padding
    /// makes the weight so much larger that a copy of the input into one axis is cheaper ([16, 5, 5] pads to 1024, 400 to 512).
    /// </summary>
    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var last = type.Shape.Length - 1;
        var x = Compact(context, inputs[0], last);
        var layout = x.Layout.With(last, AxisFactors.Of(OutputFeatures));
        var joint = new JointSpace(layout);
        var features = joint.Contract(x.Layout.Dimensions[last]);
        var weights = context.ParameterOperand($"{Name}.weight", Weights, features, joint.Output(last));
        var data = new OperandBuilder(x).Bind(x.Layout.Run(last), features);
        for (var d = 0; d < last; d++) data.Bind(x.Layout.Run(d), joint.Output(d));
        var bias = context.ParameterTerms($"{Name}.bias", layout, [last], Bias);
        return Accumulator.OfProduct(layout, bias, type.Min, type.Max, joint.Contracted, weights, data.Build());
    }

    private TensorValue Compact(LoweringContext context, TensorValue x, int last)
    {
        var padded = x.Layout.Dimensions[last].Aggregate(1L, (n, axis) => n * axis.Padded);
        var single = x.Layout.With(last, AxisFactors.Of(Features));
        var saved = (padded - Axis.Of(Features).Padded) * Axis.Of(OutputFeatures).Padded;
        return saved > CopyWorth * single.Space.Size ? LayoutCopy.InLayout(context, $"{Name}.flat", x, single) : x;
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<LinearOperator>(1,
        (to, o) =>
        {
            to.Count(o.OutputFeatures);
            to.Count(o.Features);
            WritePacked(to, o.Weights);
            WritePacked(to, o.Bias);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) =>
        {
            var (outputs, features) = (r.Number(int.MaxValue), r.Number(int.MaxValue));
            return new LinearOperator(h.Name, h.Inputs, h.Output, ReadPacked(ref r), outputs, features, ReadPacked(ref r), ReadRequantization(ref r));
        });
}
