using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Inserts dimensions of size 1 at the given axes of the result.</summary>
internal sealed class UnsqueezeOperator : ReshapingOperator
{
    public static UnsqueezeOperator Instance { get; } = new();

    public override string Name => "Unsqueeze";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "axes are an attribute"), new(11, "negative axes"), new(13, "axes are an input")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Ints("axes")];

    public override string Note => "Reshape";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 2);
        var input = context.Type(0);
        var count = context.HasInput(1) ? context.ConstantLongs(1).Length : context.Attributes.Ints("axes")?.Length ?? 0;
        var rank = input.Shape.Length + count;
        if (rank > TensorShape.MaxRank)
        {
            throw context.Fail($"the result would have {rank} dimensions; at most {TensorShape.MaxRank} are supported");
        }
        var axes = AxesArgument.Read(context, rank) ?? throw context.Fail("the axes are missing; the model is malformed");
        var shape = new int[rank];
        var next = 0;
        for (var axis = 0; axis < rank; axis++) shape[axis] = axes.Contains(axis) ? 1 : input.Shape[next++];
        return [input with { Shape = shape }];
    }
}
