using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables.Functions;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>1 / (1 + e^(−x)).</summary>
internal sealed class SigmoidOperator : ActivationOperator, IFunctionOperator
{
    public static SigmoidOperator Instance { get; } = new();

    public override string Name => "Sigmoid";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(13, "bfloat16")];

    public override string Note => "fused; an irregular table";

    public bool IsNondecreasing => true;

    /// <summary>The fraction of the argument reaches saturation in a table of 2^9 or 2^15 rows.</summary>
    public OutputTarget Target(QuantizationContext context, FusedLayer layer)
    {
        var bits = context.Options.Bits;
        var argumentFraction = bits == 8 ? 5 : 10;
        return OutputTarget.FixedPoint(
            argumentFraction, new FunctionActivation(Sigmoid.Instance, argumentFraction, bits, 0, (1L << bits) - 1));
    }
}
