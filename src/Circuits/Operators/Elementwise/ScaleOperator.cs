using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;

namespace Zkml.Circuits.Operators;

/// <summary>
/// Elementwise affine map with constants: acc[i] = Multipliers[i] · x[i] + Bias[i], both broadcast to the input's shape
/// (per-channel scales, an unfolded batch norm, Mul or Add by a constant tensor).
/// </summary>
public sealed record ScaleOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, IntegerTensor Multipliers, IntegerTensor Bias, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Scale";

    public override IReadOnlyList<long> Coefficients => Multipliers.Data;

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        var shape = inputs[0].Shape;
        RequireConstant(shape, Multipliers, "multipliers");
        RequireConstant(shape, Bias, "biases");
        var x = inputs[0].Range;
        // Only the pairs that occur together count; they repeat with the broadcast of the two constants.
        var joint = TensorShape.Broadcast(Multipliers.Shape, Bias.Shape) ?? shape;
        var (m, b) = (Offsets(Multipliers, joint), Offsets(Bias, joint));
        ValueRange? range = null;
        for (var i = 0; i < m.Length; i++)
        {
            var entry = (x * Multipliers.Data[m[i]]) + ValueRange.Of(Bias.Data[b[i]]);
            range = range?.Hull(entry) ?? entry;
        }
        return range!.Value.ToType(this, shape);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var (m, b) = (Offsets(Multipliers, x.Shape), Offsets(Bias, x.Shape));
        var result = new long[x.Data.Length];
        for (var i = 0; i < result.Length; i++) result[i] = (Multipliers.Data[m[i]] * x.Data[i]) + Bias.Data[b[i]];
        return new IntegerTensor(x.Shape, result);
    }

    private static int[] Offsets(IntegerTensor constant, int[] shape) =>
        TensorShape.Offsets(shape, TensorShape.BroadcastStrides(constant.Shape, shape));

    private void RequireConstant(int[] shape, IntegerTensor constant, string what)
    {
        Require(constant.Data.Length == TensorShape.Size(constant.Shape), $"the number of {what} does not match their shape");
        var broadcast = TensorShape.Broadcast(shape, constant.Shape);
        Require(
            broadcast is not null && broadcast.AsSpan().SequenceEqual(shape),
            $"{what} of shape {TensorShape.Describe(constant.Shape)} do not broadcast to the input's {TensorShape.Describe(shape)}");
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var x = inputs[0];
        var layout = x.Layout;
        var bias = Bias.Data.Length == 1
            ? AffineTerms.Constant(Bias.Data[0])
            : context.ParameterTerms($"{Name}.bias", layout, Varying(Bias, layout), Bias.Data);
        if (Multipliers.Data.Length == 1)
        {
            return Accumulator.OfTerms(layout, AffineTerms.Add(AffineTerms.Scale(x.Terms, Multipliers.Data[0]), bias), type.Min, type.Max);
        }
        var joint = new JointSpace(layout);
        var data = new OperandBuilder(x);
        for (var d = 0; d < layout.Shape.Length; d++) data.Bind(layout.Run(d), joint.Output(d));
        var runs = Varying(Multipliers, layout).OrderDescending().Select(joint.Output);
        var multipliers = context.ParameterOperand($"{Name}.multiplier", Multipliers.Data, [.. runs]);
        return Accumulator.OfProduct(layout, bias, type.Min, type.Max, joint.Contracted, multipliers, data.Build());
    }

    /// <summary>The dimensions of the input along which a constant is not repeated.</summary>
    private static IEnumerable<int> Varying(IntegerTensor constant, TensorLayout layout)
    {
        var leading = layout.Shape.Length - constant.Shape.Length;
        return Enumerable.Range(0, constant.Shape.Length).Where(d => constant.Shape[d] > 1).Select(d => d + leading);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<ScaleOperator>(3,
        (to, o) =>
        {
            Write(to, o.Multipliers);
            Write(to, o.Bias);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) => new ScaleOperator(
            h.Name, h.Inputs, h.Output, ReadTensor(ref r), ReadTensor(ref r), ReadRequantization(ref r)));
}
