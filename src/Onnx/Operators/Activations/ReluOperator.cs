using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Activations;

/// <summary>max(x, 0).</summary>
internal sealed class ReluOperator : ActivationOperator, IClampOperator, IExactFolding
{
    public static ReluOperator Instance { get; } = new();

    public override string Name => "Relu";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(13, "bfloat16"), new(14, "integers, which are not read")];

    public override string Note => "fused into the layer before it, else Add with one input";

    public (double Lower, double Upper) Bounds(GraphUses uses, FloatNode node) => (0, double.PositiveInfinity);

    public Tensor[] Fold(FoldingContext context) => Map(context, x => Math.Max(x, 0));
}
