using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>Mean over all spatial positions: [N, C, spatial…] becomes [N, C, 1, …].</summary>
internal sealed class GlobalAveragePoolOperator : OnnxOperator, IAccumulatingOperator
{
    public static GlobalAveragePoolOperator Instance { get; } = new();

    public override string Name => "GlobalAveragePool";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(22, "bfloat16")];

    public override string Note => "AveragePool over the whole map";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var shape = (int[])context.FloatShape(0).Clone();
        if (shape.Length < 3) throw context.Fail($"the input of shape {TensorShape.Describe(shape)} has no spatial dimensions");
        shape.AsSpan(2).Fill(1);
        return [TensorType.Float(shape)];
    }

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    public void Convert(QuantizationContext context, FusedLayer layer)
    {
        var shape = context.Uses.Shape(layer.Node.Inputs[0]);
        if (shape[0] != 1 || shape.Length is not (3 or 4))
        {
            throw new QuantizationException($"node '{layer.Node.Name}' ({layer.Node.OpType}): an input of shape {TensorShape.Describe(shape)} is not supported; it should be [1, C, L] or [1, C, H, W]");
        }
        int[] kernel = shape[2..], ones = new int[kernel.Length], zeros = new int[kernel.Length];
        Array.Fill(ones, 1);
        var window = new WindowParameters(kernel, ones, zeros, zeros, ones);
        AverageConversion.EmitUniform(context, layer, window, TensorShape.Product(kernel, 0, kernel.Length));
    }
}
