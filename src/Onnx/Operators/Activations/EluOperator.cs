using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables.Functions;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>x for x ≥ 0, otherwise alpha · (e^x − 1) (alpha is 1 by default).</summary>
internal sealed class EluOperator : ActivationOperator, IFunctionOperator
{
    private const int LargestFraction = 24;

    public static EluOperator Instance { get; } = new();

    public override string Name => "Elu";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(22, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Float("alpha")];

    public override string Note => "fused; an irregular table; alpha in [0, 256]";

    public bool IsNondecreasing => true;

    /// <summary>
    /// Argument and result in fixed point, each with the most fractional bits with which its calibrated range fits: codes of
    /// b bits, arguments of 11 or 16, so that the table covers the range. Below it the value at its end is nearly the limit.
    /// </summary>
    public OutputTarget Target(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Function!.Node;
        var bits = context.Options.Bits;
        var limit = 1L << (bits - 1);
        var argumentFraction = Fraction(node, "argument", context.Ranges.Calibrated(node.Inputs[0]).Magnitude, bits == 8 ? 11 : 16);
        var fraction = Fraction(node, "result", context.Ranges[layer.Calibrated].Magnitude, bits);
        var parameter = Parameter(node);
        // The limit −alpha as a code, rounded as the table rounds it.
        var lowest = (long)Math.Floor((-(double)parameter * (1L << fraction) / (1L << TableFunction.ParameterFraction)) + 0.5);
        return OutputTarget.FixedPoint(
            argumentFraction,
            new FunctionActivation(Elu.Instance, argumentFraction, fraction, Math.Max(-limit, lowest), limit - 1, parameter));
    }

    private static long Parameter(FloatNode node)
    {
        var alpha = node.Attributes.Float("alpha", 1);
        var parameter = Rounding.Round((double)alpha * (1L << TableFunction.ParameterFraction), node.Name);
        return Elu.Instance.ParameterError(parameter) is null
            ? parameter
            : throw new QuantizationException($"node '{node.Name}' ({node.OpType}): alpha {alpha} is outside [0, 256], which is not supported");
    }

    /// <summary>The most fractional bits, up to a limit, with which numbers of a magnitude fit signed integers of a width.</summary>
    private static int Fraction(FloatNode node, string what, double magnitude, int bits)
    {
        var largest = (1L << (bits - 1)) - 1;
        if (!(magnitude <= largest))
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): the {what} reaches {magnitude:R}, beyond {largest}, the largest of {bits} bits; scale the model, or use 16 bits");
        }
        var fraction = LargestFraction;
        while (magnitude * (1L << fraction) > largest) fraction--;
        return fraction;
    }
}
