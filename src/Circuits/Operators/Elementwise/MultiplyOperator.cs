using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;

namespace Zkml.Circuits.Operators;

/// <summary>acc = Multiplier · x_0 · x_1 elementwise, the two inputs broadcast against each other.</summary>
public sealed record MultiplyOperator(string Name, IReadOnlyList<string> Inputs, string Output, long Multiplier, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Multiply";

    public override IReadOnlyList<long> Coefficients => [Multiplier];

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(2, inputs.Count);
        var shape = TensorShape.Broadcast(inputs[0].Shape, inputs[1].Shape)
            ?? throw Invalid($"shapes {TensorShape.Describe(inputs[0].Shape)} and {TensorShape.Describe(inputs[1].Shape)} do not broadcast");
        return (inputs[0].Range * inputs[1].Range * Multiplier).ToType(this, shape);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var (x, y) = (inputs[0], inputs[1]);
        var shape = TensorShape.Broadcast(x.Shape, y.Shape)!;
        var a = TensorShape.Offsets(shape, TensorShape.BroadcastStrides(x.Shape, shape));
        var b = TensorShape.Offsets(shape, TensorShape.BroadcastStrides(y.Shape, shape));
        var result = new long[a.Length];
        for (var i = 0; i < result.Length; i++) result[i] = Multiplier * x.Data[a[i]] * y.Data[b[i]];
        return new IntegerTensor(shape, result);
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var aligned = AxisAgreement.Align(context, Name, inputs, AxisAgreement.Broadcast(inputs));
        var layout = AxisAgreement.BroadcastLayout([.. aligned.Select(x => x.Layout)]);
        var joint = new JointSpace(layout);
        return Accumulator.OfProduct(
            layout, AffineTerms.Zero, type.Min, type.Max, joint.Contracted,
            Broadcast(aligned[0], joint, layout, Multiplier), Broadcast(aligned[1], joint, layout, 1));
    }

    private static Operand Broadcast(TensorValue x, JointSpace joint, TensorLayout layout, long factor)
    {
        var operand = new OperandBuilder(x, factor);
        for (var d = 0; d < x.Layout.Shape.Length; d++)
        {
            if (x.Layout.Shape[d] > 1) operand.Bind(x.Layout.Run(d), joint.Output(d + layout.Shape.Length - x.Layout.Shape.Length));
        }
        return operand.Build();
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<MultiplyOperator>(5,
        (to, o) =>
        {
            to.Signed(o.Multiplier);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) => new MultiplyOperator(h.Name, h.Inputs, h.Output, r.Signed(), ReadRequantization(ref r)));
}
