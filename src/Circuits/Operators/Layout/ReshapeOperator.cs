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
/// The same entries in row-major order under another shape (Reshape, Flatten, Squeeze, Unsqueeze, Identity).
/// </summary>
/// <param name="Shape">The output's shape, all extents positive.</param>
public sealed record ReshapeOperator(string Name, IReadOnlyList<string> Inputs, string Output, int[] Shape)
    : SingleOutputOperator(Name, Inputs, Output)
{
    public override string Kind => "Reshape";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        Require(
            Shape.All(n => n >= 1) && TensorShape.Size(Shape) == TensorShape.Size(inputs[0].Shape),
            $"cannot view {TensorShape.Describe(inputs[0].Shape)} as {TensorShape.Describe(Shape)}");
        return inputs[0] with { Shape = Shape };
    }

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu) => new(Shape, inputs[0].Data);

    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs) =>
        LayoutCopy.Reshape(context, Name, inputs[0], Shape);

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<ReshapeOperator>(11,
        (to, o) => Write(to, o.Shape),
        (ref ByteReader r, OperatorHeader h) => new ReshapeOperator(h.Name, h.Inputs, h.Output, ReadInts(ref r)));
}
