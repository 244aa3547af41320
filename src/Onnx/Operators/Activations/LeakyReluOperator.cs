using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables.Functions;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>x for x ≥ 0, otherwise alpha · x (alpha is 0.01 by default).</summary>
internal sealed class LeakyReluOperator : ActivationOperator, IFunctionOperator, IExactFolding
{
    /// <summary>The fixed-point unit of the slope.</summary>
    private const double SlopeUnit = 1 << 16;

    public static LeakyReluOperator Instance { get; } = new();

    public override string Name => "LeakyRelu";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(16, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Float("alpha")];

    public override string Note => "fused; an irregular table; slopes in [0, 1]";

    public bool IsNondecreasing => true;

    public Tensor[] Fold(FoldingContext context)
    {
        var alpha = Alpha(context.Node);
        return Map(context, x => x < 0 ? alpha * x : x);
    }

    /// <summary>Argument and result at one scale, which covers both.</summary>
    public OutputTarget Target(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Function!.Node;
        var argument = CodeFormat.Cover(context.Ranges.Calibrated(node.Inputs[0]), 16);
        var format = context.UnclampedFormat(layer);
        return Target(context, node, format with { Scale = Math.Max(format.Scale, argument.Scale) });
    }

    /// <summary>Codes beyond the table, of wide integers or of a Sigmoid, are requantized first.</summary>
    public OutputTarget? DirectTarget(QuantizationContext context, FloatNode node, CodeFormat argument) =>
        SignedWidth.Of(argument.Min, argument.Max) <= 16 ? Target(context, node, argument) : null;

    /// <summary>
    /// The lower bound of the codes is the power of two that covers the calibrated minimum: slopes are small, and the
    /// table has to reach bound / slope.
    /// </summary>
    private static OutputTarget Target(QuantizationContext context, FloatNode node, CodeFormat format)
    {
        var slope = Alpha(node);
        if (slope is < 0 or > 1)
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): the slope {slope} is outside [0, 1], which is not supported");
        }
        long lowest = 0;
        var calibrated = context.Ranges.Calibrated(node.Output).Min / format.Scale;
        if (calibrated < 0)
        {
            lowest = -1;
            while (lowest > calibrated && lowest > format.Min) lowest *= 2;
        }
        var bounded = format with { Min = Math.Max(lowest, format.Min) };
        var parameter = Rounding.Round(slope * SlopeUnit, node.Name);
        return OutputTarget.Function(
            format.Scale, bounded, new FunctionActivation(LeakyRelu.Instance, 0, 0, bounded.Min, bounded.Max, parameter));
    }

    private static float Alpha(FloatNode node) => node.Attributes.Float("alpha", 0.01f);
}
