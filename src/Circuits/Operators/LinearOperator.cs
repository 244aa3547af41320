using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;
using Zkml.Tensors;

namespace Zkml.Circuits.Operators;

/// <summary>
/// A fully connected layer: acc[.., o] = Σ_k Weights[o, k] · x[.., k] + Bias[o], contracting the last dimension of an
/// input of any rank.
/// </summary>
/// <param name="Weights">[Outputs, Features], row-major.</param>
/// <param name="Bias">[Outputs], at accumulator scale, without the rounding constant.</param>
public sealed record LinearOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, long[] Weights, int Outputs, int Features, long[] Bias, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Linear";

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        Require(Outputs >= 1 && Features >= 1, $"has {Outputs} outputs and {Features} features");
        Require(Weights.LongLength == (long)Outputs * Features, $"has {Weights.Length} weights instead of {Outputs}·{Features}");
        Require(Bias.Length == Outputs, $"has {Bias.Length} biases for {Outputs} outputs");
        var shape = inputs[0].Shape;
        Require(shape.Length >= 1 && shape[^1] == Features, $"contracts {Features} features, the input has shape {TensorShape.Describe(shape)}");
        var x = inputs[0].Range;
        var range = x.Dot(Weights.AsSpan(0, Features)) + ValueRange.Of(Bias[0]);
        for (var o = 1; o < Outputs; o++) range = range.Hull(x.Dot(Weights.AsSpan(o * Features, Features)) + ValueRange.Of(Bias[o]));
        return range.ToType(this, [.. shape[..^1], Outputs]);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs)
    {
        var x = inputs[0];
        var rows = x.Data.Length / Features;
        var result = new long[rows * Outputs];
        DenseKernels.For(Outputs, (long)rows * Features, o =>
        {
            var weights = Weights.AsSpan(o * Features, Features);
            for (var row = 0; row < rows; row++)
            {
                result[(row * Outputs) + o] = Bias[o] + DenseKernels.Dot(weights, x.Data.AsSpan(row * Features, Features));
            }
        });
        return new IntegerTensor([.. x.Shape[..^1], Outputs], result);
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
        var layout = x.Layout.With(last, AxisFactors.Of(Outputs));
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
        var saved = (padded - Axis.Of(Features).Padded) * Axis.Of(Outputs).Padded;
        return saved > CopyWorth * single.Space.Size ? LayoutCopy.InLayout(context, $"{Name}.flat", x, single) : x;
    }
}
