using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution;

/// <summary>Evaluates constants with the float executor's operators. TODO(runtime): goes with the executor.</summary>
internal sealed class OwnEvaluator : IConstantEvaluator
{
    public IReadOnlyList<Tensor?> Evaluate(ConstantExpression expression)
    {
        if (expression.Outputs is null) throw expression.Node.Fail("this operator is not supported");
        var types = expression.Inputs.Select(value => value?.Type).ToArray();
        var context = new EvaluationContext(expression.Node, expression.Opset, types, [.. expression.Inputs], [.. expression.Outputs]);
        return OperatorRegistry.Find(expression.Node).Execute(context);
    }
}
