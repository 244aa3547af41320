using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>Maximum over each window; padding never wins. The optional indices output is not supported.</summary>
internal sealed class MaxPoolOperator : PoolOperator, ISingleOperator
{
    public static MaxPoolOperator Instance { get; } = new();

    public override string Name => "MaxPool";

    public override IReadOnlyList<OperatorVersion> Versions =>
    [
        new(7, "read"), new(8, "the indices output, which is not read"), new(10, "ceil_mode and dilations"),
        new(11, "strides default to 1"), new(12, "8-bit integers, which are not read"), new(22, "bfloat16"),
    ];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [.. WindowAttributes, AttributeRule.Int("ceil_mode"), AttributeRule.Int("storage_order")];

    public override string Note => "MaxPool; 1-D and 2-D, any window, `ceil_mode`; padding is −∞";

    protected override int DilatedSince => 10;

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Choosing;

    public void Convert(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var window = WindowParameters.Of(context.Uses.Graph, node, this);
        var pool = new Integer.MaxPoolOperator(
            node.Name, [x.Name], node.Output, window.Kernel, window.Strides, window.PadsBegin, window.PadsEnd, window.Dilations);
        context.Emit(pool, x.Format);
    }
}
