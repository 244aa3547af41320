using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>Base of the operators that map every float of one input on its own; the shape is unchanged.</summary>
internal abstract class ActivationOperator : OnnxOperator, IActivationOperator
{
    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        return [TensorType.Float(context.FloatShape(0))];
    }

    public virtual NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Activation;

    /// <summary>A folded tensor whose elements are images of those of input 0.</summary>
    protected static Tensor[] Map(FoldingContext context, Converter<float, float> function) =>
        [new FloatTensor(Array.ConvertAll(context.Float(0).Data, function), context.OutputShape)];
}
