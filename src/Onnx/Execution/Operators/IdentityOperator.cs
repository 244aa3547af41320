using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Passes its input through.</summary>
internal sealed class IdentityOperator : IFloatOperator
{
    public string OpType => "Identity";

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        return [context.Type(0)];
    }

    public Tensor[] Execute(EvaluationContext context) => [context.Value(0)];
}
