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
/// acc = Σ_i Multipliers[i] · x_i + Constant, the inputs broadcast against each other. One input with multiplier 1 is a
/// standalone activation.
/// </summary>
public sealed record AddOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, long[] Multipliers, long Constant, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Add";

    public override IReadOnlyList<long> Coefficients => Multipliers;

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        Require(inputs.Count >= 1, "has no inputs");
        RequireInputs(Multipliers.Length, inputs.Count);
        var shape = inputs[0].Shape;
        var range = ValueRange.Of(Constant);
        for (var k = 0; k < inputs.Count; k++)
        {
            shape = TensorShape.Broadcast(shape, inputs[k].Shape)
                ?? throw Invalid($"input {k} of shape {TensorShape.Describe(inputs[k].Shape)} does not broadcast with {TensorShape.Describe(shape)}");
            range += inputs[k].Range * Multipliers[k];
        }
        return range.ToType(this, shape);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var shape = inputs.Aggregate(inputs[0].Shape, (s, x) => TensorShape.Broadcast(s, x.Shape)!);
        var result = new long[TensorShape.Size(shape)];
        Array.Fill(result, Constant);
        for (var k = 0; k < inputs.Count; k++) Accumulate(result, inputs[k], shape, Multipliers[k]);
        return new IntegerTensor(shape, result);
    }

    private static void Accumulate(long[] result, IntegerTensor x, int[] shape, long multiplier)
    {
        if (x.Data.Length == result.Length)
        {
            DenseKernels.AddScaled(result, x.Data, 1, multiplier);
            return;
        }
        var offsets = TensorShape.Offsets(shape, TensorShape.BroadcastStrides(x.Shape, shape));
        for (var i = 0; i < result.Length; i++) result[i] += multiplier * x.Data[offsets[i]];
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var aligned = AxisAgreement.Align(context, Name, inputs, AxisAgreement.Broadcast(inputs));
        var layout = AxisAgreement.BroadcastLayout([.. aligned.Select(x => x.Layout)]);
        var terms = AffineTerms.Constant(Constant);
        for (var k = 0; k < aligned.Length; k++) terms = AffineTerms.Add(terms, AffineTerms.Scale(aligned[k].TermsOn(layout), Multipliers[k]));
        return Accumulator.OfTerms(layout, terms, type.Min, type.Max);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<AddOperator>(4,
        (to, o) =>
        {
            WritePacked(to, o.Multipliers);
            to.Signed(o.Constant);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) => new AddOperator(
            h.Name, h.Inputs, h.Output, ReadPacked(ref r), r.Signed(), ReadRequantization(ref r)));
}
