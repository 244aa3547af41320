using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Base of the operators that map every float of one input on its own; the shape is unchanged.</summary>
internal abstract class ElementwiseEvaluation : IFloatOperator
{
    public abstract string OpType { get; }


    public Tensor[] Execute(EvaluationContext context)
    {
        var output = context.NewOutput();
        Map(context, context.Float(0).Data, output.Data);
        return [output];
    }

    /// <summary>Writes the image of every input element; both spans have the same length.</summary>
    protected abstract void Map(EvaluationContext context, ReadOnlySpan<float> input, Span<float> output);
}
