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
/// Concatenation along an axis, each part scaled: acc = concat(Multipliers[i] · x_i). With multipliers 1 and no
/// requantization it is a copy.
/// </summary>
/// <param name="Axis">In [0, rank), or negative from the end.</param>
public sealed record ConcatOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, int Axis, long[] Multipliers, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Concat";

    public override IReadOnlyList<long> Coefficients => Multipliers;

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        Require(inputs.Count >= 1, "has no inputs");
        RequireInputs(Multipliers.Length, inputs.Count);
        var shape = (int[])inputs[0].Shape.Clone();
        Require(Axis >= -shape.Length && Axis < shape.Length, $"axis {Axis} does not exist in {TensorShape.Describe(shape)}");
        var axis = Dimension(shape.Length);
        shape[axis] = 0;
        ValueRange? range = null;
        for (var k = 0; k < inputs.Count; k++)
        {
            var part = inputs[k].Shape;
            Require(part.Length == shape.Length, "the parts have different ranks");
            for (var d = 0; d < shape.Length; d++) Require(d == axis || part[d] == shape[d], $"the parts differ in dimension {d}");
            shape[axis] += part[axis];
            var scaled = inputs[k].Range * Multipliers[k];
            range = range?.Hull(scaled) ?? scaled;
        }
        return range!.Value.ToType(this, shape);
    }

    /// <summary>The axis counted from the front.</summary>
    internal int Dimension(int rank) => Axis < 0 ? Axis + rank : Axis;

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var shape = (int[])inputs[0].Shape.Clone();
        var axis = Dimension(shape.Length);
        shape[axis] = inputs.Sum(x => x.Shape[axis]);
        var result = new long[TensorShape.Size(shape)];
        var outer = TensorShape.Size(shape.AsSpan(0, axis));
        var row = TensorShape.Size(shape.AsSpan(axis));
        var start = 0;
        for (var k = 0; k < inputs.Count; k++)
        {
            var block = inputs[k].Data.Length / outer;
            for (var o = 0; o < outer; o++)
            {
                DenseKernels.AddScaled(result.AsSpan((o * row) + start, block), inputs[k].Data.AsSpan(o * block, block), 1, Multipliers[k]);
            }
            start += block;
        }
        return new IntegerTensor(shape, result);
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        var axis = Dimension(type.Shape.Length);
        var parts = AxisAgreement.Align(context, Name, inputs, AxisAgreement.Broadcast(inputs, except: axis));
        var layout = parts[0].Layout.With(axis, AxisFactors.Of(type.Shape[axis]));
        var joint = new JointSpace(layout);
        var operands = new Operand[parts.Length];
        var start = 0L;
        for (var k = 0; k < parts.Length; k++)
        {
            var operand = new OperandBuilder(parts[k], Multipliers[k]).Shift(parts[k].Layout.Run(axis), joint.Output(axis), start);
            for (var d = 0; d < type.Shape.Length; d++)
            {
                if (d != axis) operand.Bind(parts[k].Layout.Run(d), joint.Output(d));
            }
            operands[k] = operand.Build();
            start += parts[k].Layout.Shape[axis];
        }
        return Accumulator.OfSum(layout, AffineTerms.Zero, type.Min, type.Max, operands);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<ConcatOperator>(9,
        (to, o) =>
        {
            to.Signed(o.Axis);
            WritePacked(to, o.Multipliers);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) => new ConcatOperator(
            h.Name, h.Inputs, h.Output, r.SignedInt(), ReadPacked(ref r), ReadRequantization(ref r)));
}
