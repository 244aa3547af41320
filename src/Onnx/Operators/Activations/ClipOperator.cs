using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>Clamps every element to [min, max]; the bounds are attributes before opset 11 and optional constant inputs since.</summary>
internal sealed class ClipOperator : ActivationOperator, IClampOperator, ISingleOperator, IExactFolding
{
    public static ClipOperator Instance { get; } = new();

    public override string Name => "Clip";

    public override IReadOnlyList<OperatorVersion> Versions =>
        [new(7, "bounds are attributes"), new(11, "bounds are inputs"), new(12, "integers, which are not read"), new(13, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Float("min"), AttributeRule.Float("max")];

    public override string Note => "fused into the layer before it, else Add with one input; constant bounds";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 3);
        for (var bound = 1; bound < context.InputCount; bound++)
        {
            if (!context.HasInput(bound)) continue;
            context.RequireFloatConstant(bound, "bound");
            if (ShapeLimits.Count(context.Shape(bound), "a bound of Clip") != 1) throw context.Fail("the bounds have to be scalars");
        }
        // Read for their checks only: both have to be finite.
        _ = Bounds(context.Node, null, null);
        return [TensorType.Float(context.FloatShape(0))];
    }

    public Tensor[] Fold(FoldingContext context)
    {
        var (min, max) = Bounds(context.Node, context.OptionalFloat(1), context.OptionalFloat(2));
        // ONNX defines min > max as max everywhere, which Math.Clamp refuses.
        return Map(context, x => Math.Min(Math.Max(x, min), max));
    }

    public (double Lower, double Upper) Bounds(GraphUses uses, FloatNode node) =>
        Bounds(node, uses.Constant(node, 1), uses.Constant(node, 2));

    /// <summary>Without bounds that bind, a Clip is nothing.</summary>
    public override NodeRole Role(GraphUses uses, FloatNode node)
    {
        var (lower, upper) = Bounds(uses, node);
        return lower <= float.MinValue && upper >= float.MaxValue ? NodeRole.Moving : NodeRole.Activation;
    }

    public void Convert(QuantizationContext context, FloatNode node) => context.Alias(node.Output, context.Value(node, 0));

    private static (float Lower, float Upper) Bounds(FloatNode node, FloatTensor? lower, FloatTensor? upper) => (
        lower?.Data[0] ?? node.Attributes.Float("min", float.MinValue),
        upper?.Data[0] ?? node.Attributes.Float("max", float.MaxValue));
}
