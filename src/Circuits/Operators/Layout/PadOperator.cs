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
/// Adds Begin[d] entries of <paramref name="Value"/> before and End[d] after each dimension d; negative numbers crop.
/// </summary>
public sealed record PadOperator(string Name, IReadOnlyList<string> Inputs, string Output, int[] Begin, int[] End, long Value)
    : SingleOutputOperator(Name, Inputs, Output)
{
    public override string Kind => "Pad";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        var x = inputs[0];
        Require(Begin.Length == x.Shape.Length && End.Length == x.Shape.Length, $"needs {x.Shape.Length} pads on each side");
        Require(ValueRange.Of(Value).Magnitude < AccumulatorRange.Limit, "the value is beyond 2^62");
        var shape = PaddedShape(x.Shape);
        for (var d = 0; d < shape.Length; d++) Require(shape[d] >= 1, $"crops dimension {d} to nothing");
        var pads = Begin.Any(n => n > 0) || End.Any(n => n > 0);
        return pads ? new IntegerType(shape, Math.Min(x.Min, Value), Math.Max(x.Max, Value)) : new IntegerType(shape, x.Min, x.Max);
    }

    internal int[] PaddedShape(int[] shape)
    {
        var result = new int[shape.Length];
        for (var d = 0; d < shape.Length; d++) result[d] = shape[d] + Begin[d] + End[d];
        return result;
    }

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var shape = PaddedShape(x.Shape);
        var strides = TensorShape.Strides(x.Shape);
        var result = new long[TensorShape.Size(shape)];
        var index = new int[shape.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (offset, inside) = (0, true);
            for (var d = 0; d < shape.Length; d++)
            {
                var position = index[d] - Begin[d];
                inside &= position >= 0 && position < x.Shape[d];
                offset += position * strides[d];
            }
            result[i] = inside ? x.Data[offset] : Value;
            for (var d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
        return new IntegerTensor(shape, result);
    }

    /// <summary>y − Value is x − Value shifted, with 0 where x has no entry.</summary>
    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var x = inputs[0];
        var type = InferOutput([x.Type]);
        if (type.Shape.AsSpan().SequenceEqual(x.Layout.Shape) && Array.TrueForAll(Begin, n => n == 0)) return x;
        var layout = x.Layout;
        for (var d = 0; d < type.Shape.Length; d++)
        {
            if (Begin[d] != 0 || End[d] != 0) layout = layout.With(d, AxisFactors.Of(type.Shape[d]));
        }
        var joint = new JointSpace(layout);
        var value = AffineTerms.Constant(Value);
        var operand = new OperandBuilder(x.WithTerms(AffineTerms.Subtract(x.Terms, value)));
        for (var d = 0; d < type.Shape.Length; d++)
        {
            if (Begin[d] == 0 && End[d] == 0) operand.Bind(x.Layout.Run(d), joint.Output(d));
            else operand.Shift(x.Layout.Run(d), joint.Output(d), Begin[d]);
        }
        var accumulator = Accumulator.OfSum(layout, value, type.Min, type.Max, operand.Build());
        return RequantizationLowering.Lower(
            context, Name, context.ResultKind(Output), null, accumulator, state => ExecuteOutput([state.Tensor(x)], state.Cpu).Data);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<PadOperator>(10,
        (to, o) =>
        {
            Write(to, o.Begin);
            Write(to, o.End);
            to.Signed(o.Value);
        },
        (ref ByteReader r, OperatorHeader h) => new PadOperator(h.Name, h.Inputs, h.Output, ReadInts(ref r), ReadInts(ref r), r.Signed()));
}
