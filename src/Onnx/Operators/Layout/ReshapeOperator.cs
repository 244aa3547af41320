using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Same elements under a constant target shape, where 0 copies a dimension and one −1 is inferred.</summary>
internal sealed class ReshapeOperator : ReshapingOperator
{
    public static ReshapeOperator Instance { get; } = new();

    public override string Name => "Reshape";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "the shape is an input"), new(13, "bfloat16"), new(14, "allowzero")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Int("allowzero")];

    public override string Note => "Reshape: a renaming where axes agree, else a copy";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 2);
        var input = context.Type(0);
        var target = context.ConstantLongs(1);
        var allowZero = context.Attributes.Int("allowzero", 0) != 0;
        var dimensions = (long[])target.Clone();
        var inferred = -1;
        for (var i = 0; i < target.Length; i++)
        {
            if (target[i] == 0 && !allowZero) dimensions[i] = i < input.Shape.Length ? input.Shape[i] : throw Unfit(context, target);
            if (target[i] == -1)
            {
                inferred = inferred < 0 ? i : throw context.Fail($"target shape [{string.Join(", ", target)}] has more than one −1");
                dimensions[i] = 1;
            }
        }
        return [input with { Shape = Resolve(context, input.Shape, target, dimensions, inferred) }];
    }

    private static int[] Resolve(InferenceContext context, int[] input, long[] target, long[] dimensions, int inferred)
    {
        var shape = ShapeLimits.FromLongs(dimensions, $"node '{context.Node.Name}' (Reshape): the target shape");
        var known = TensorShape.Product(shape, 0, shape.Length);
        var count = TensorShape.Product(input, 0, input.Length);
        if (inferred >= 0 && known > 0 && count % known == 0)
        {
            shape[inferred] = count / known;
            known = count;
        }
        return known == count ? shape : throw Unfit(context, target);
    }

    private static GraphException Unfit(InferenceContext context, long[] target) =>
        context.Fail($"cannot reshape {TensorShape.Describe(context.Shape(0))} to [{string.Join(", ", target)}]; if the batch size is baked into the model, export it with batch 1");
}
