using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;

namespace Zkml.Circuits.Operators;

/// <summary>
/// A parameter tensor as a value that several operators read, such as an embedding that is also the head: one committed column,
/// however often it is used. It has no inputs.
/// </summary>
/// <param name="Value">The entries; all extents are positive.</param>
public sealed record ConstantOperator(string Name, string Output, IntegerTensor Value) : SingleOutputOperator(Name, [], Output)
{
    public override string Kind => "Constant";

    public override IReadOnlyList<long> Coefficients => Value.Data;

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(0, inputs.Count);
        Require(
            Array.TrueForAll(Value.Shape, n => n >= 1) && Value.Data.Length == TensorShape.Size(Value.Shape),
            $"has {Value.Data.Length} entries for the shape {TensorShape.Describe(Value.Shape)}");
        return new ValueRange(Value.Data.Min(), Value.Data.Max()).ToType(this, Value.Shape);
    }

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu) => Value;

    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var (type, layout, slot) = (InferOutput([]), TensorLayout.Of(Value.Shape), context.NewSlot());
        var column = context.Builder.AddParameter(Name, layout.Space, Value.Data);
        context.AddStep(state => state.Dense[slot] = Value.Data);
        return new TensorValue(layout, AffineTerms.Of(column), type.Min, type.Max, slot);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<ConstantOperator>(15,
        (to, o) => Write(to, o.Value),
        (ref ByteReader r, OperatorHeader h) =>
        {
            r.Require(h.Inputs.Length == 0, "a constant with inputs");
            return new ConstantOperator(h.Name, h.Output, ReadTensor(ref r));
        });
}
