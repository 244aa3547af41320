using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Matrix of shape [product of the dimensions before axis, product of the rest]; axis is 1 by default.</summary>
internal sealed class FlattenOperator : ReshapingOperator
{
    public static FlattenOperator Instance { get; } = new();

    public override string Name => "Flatten";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(9, "integers"), new(11, "negative axes"), new(13, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Int("axis")];

    public override string Note => "Reshape: a renaming of axes, no constraints";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var input = context.Type(0);
        var rank = input.Shape.Length;
        var requested = context.Attributes.Int("axis", 1);
        var axis = requested == rank ? rank : context.Axis(requested, rank);
        return [input with { Shape = [TensorShape.Product(input.Shape, 0, axis), TensorShape.Product(input.Shape, axis, rank)] }];
    }
}
