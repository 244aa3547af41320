using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Tensors;

namespace Zkml.Circuits.Operators;

/// <summary>
/// The same entries in row-major order under another shape (Reshape, Flatten, Squeeze, Unsqueeze, Identity).
/// </summary>
/// <param name="Shape">The output's shape, all extents positive.</param>
public sealed record ReshapeOperator(string Name, IReadOnlyList<string> Inputs, string Output, int[] Shape)
    : IntegerOperator(Name, Inputs, Output)
{
    public override string Kind => "Reshape";

    public override IntegerType Infer(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        Require(
            Shape.All(n => n >= 1) && TensorShape.Size(Shape) == TensorShape.Size(inputs[0].Shape),
            $"cannot view {TensorShape.Describe(inputs[0].Shape)} as {TensorShape.Describe(Shape)}");
        return inputs[0] with { Shape = Shape };
    }

    public override IntegerTensor Execute(IReadOnlyList<IntegerTensor> inputs) => new(Shape, inputs[0].Data);

    public override TensorValue Lower(LoweringContext context, IReadOnlyList<TensorValue> inputs) =>
        LayoutCopy.Reshape(context, Name, inputs[0], Shape);
}
