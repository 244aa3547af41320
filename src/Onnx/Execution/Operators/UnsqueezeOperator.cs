using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Inserts dimensions of size 1 at the given axes of the result.</summary>
internal sealed class UnsqueezeOperator : IFloatOperator
{
    public string OpType => "Unsqueeze";

    public TensorType[] Infer(InferenceContext context)
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
        return [new TensorType(input.Kind, shape)];
    }

    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];
}
