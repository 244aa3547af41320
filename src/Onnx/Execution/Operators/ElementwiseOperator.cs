using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Base of the operators that map every float of one input on its own; the shape is unchanged.</summary>
internal abstract class ElementwiseOperator : IFloatOperator
{
    public abstract string OpType { get; }

    public virtual TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        return [TensorType.Float(context.FloatShape(0))];
    }

    public Tensor[] Execute(EvaluationContext context)
    {
        var output = context.NewOutput();
        Map(context, context.Float(0).Data, output.Data);
        return [output];
    }

    /// <summary>Writes the image of every input element; both spans have the same length.</summary>
    protected abstract void Map(EvaluationContext context, ReadOnlySpan<float> input, Span<float> output);
}
