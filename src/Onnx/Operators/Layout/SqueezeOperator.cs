using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Removes the given dimensions of size 1, or all of them when no axes are given.</summary>
internal sealed class SqueezeOperator : ReshapingOperator
{
    public static SqueezeOperator Instance { get; } = new();

    public override string Name => "Squeeze";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "axes are an attribute"), new(11, "negative axes"), new(13, "axes are an input")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Ints("axes")];

    public override string Note => "Reshape";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 2);
        var input = context.Type(0);
        var axes = AxesArgument.Read(context, input.Shape.Length);
        foreach (var axis in axes ?? [])
        {
            if (input.Shape[axis] != 1)
            {
                throw context.Fail($"axis {axis} of {TensorShape.Describe(input.Shape)} is not 1 and cannot be removed");
            }
        }
        var shape = input.Shape.Where((size, axis) => axes is null ? size != 1 : !axes.Contains(axis));
        return [input with { Shape = [.. shape] }];
    }
}
