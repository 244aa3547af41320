using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Passes its input through: dropout only acts in training. Training mode and use of the mask are refused.</summary>
internal sealed class DropoutOperator : IFloatOperator
{
    public string OpType => "Dropout";

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 3);
        if (context.HasInput(2) && context.ConstantLongs(2) is not [0])
        {
            throw context.Fail("is in training mode; export the model in evaluation mode (model.eval())");
        }
        return [TensorType.Float(context.FloatShape(0))];
    }

    public Tensor[] Execute(EvaluationContext context) => [context.Value(0)];
}
