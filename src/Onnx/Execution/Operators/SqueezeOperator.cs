using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Removes the given dimensions of size 1, or all of them when no axes are given.</summary>
internal sealed class SqueezeOperator : IFloatOperator
{
    public string OpType => "Squeeze";

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 2);
        var input = context.Type(0);
        var axes = AxesArgument.Read(context, input.Shape.Length);
        foreach (var axis in axes ?? [])
        {
            if (input.Shape[axis] != 1)
            {
                throw context.Fail($"axis {axis} of {TensorShape.Format(input.Shape)} is not 1 and cannot be removed");
            }
        }
        var shape = input.Shape.Where((size, axis) => axes is null ? size != 1 : !axes.Contains(axis));
        return [new TensorType(input.Kind, [.. shape])];
    }

    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];
}
