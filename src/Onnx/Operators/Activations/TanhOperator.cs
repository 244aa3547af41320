using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables.Functions;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>tanh(x).</summary>
internal sealed class TanhOperator : ActivationOperator, IFunctionOperator
{
    public static TanhOperator Instance { get; } = new();

    public override string Name => "Tanh";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(13, "bfloat16")];

    public override string Note => "fused; an irregular table";

    public bool IsNondecreasing => true;

    /// <summary>The slope is up to 1: tables of 2^9 or 2^15 rows reach saturation.</summary>
    public OutputTarget Target(QuantizationContext context, FusedLayer layer)
    {
        var bits = context.Options.Bits;
        var argumentFraction = bits == 8 ? 6 : 11;
        var limit = 1L << (bits - 1);
        return OutputTarget.FixedPoint(
            argumentFraction, new FunctionActivation(Tanh.Instance, argumentFraction, bits - 1, -limit, limit - 1));
    }
}
