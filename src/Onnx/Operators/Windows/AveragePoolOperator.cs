using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>
/// Mean over each window. With count_include_pad the declared padding counts as zeros in the mean; positions beyond it,
/// which ceil_mode can reach, never count.
/// </summary>
internal sealed class AveragePoolOperator : PoolOperator, IAccumulatingOperator
{
    public static AveragePoolOperator Instance { get; } = new();

    public override string Name => "AveragePool";

    public override IReadOnlyList<OperatorVersion> Versions =>
    [
        new(7, "count_include_pad"), new(10, "ceil_mode"), new(11, "strides default to 1"),
        new(19, "dilations, of which only 1 is read"), new(22, "bfloat16"),
    ];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [.. WindowAttributes, AttributeRule.Int("ceil_mode"), AttributeRule.Int("count_include_pad")];

    public override string Note => "AveragePool; `count_include_pad`, `ceil_mode`; no dilation";

    protected override int DilatedSince => 19;

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    public void Convert(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var window = WindowParameters.Of(context.Uses.Graph, node, this);
        if (window.Dilations.Any(dilation => dilation != 1))
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): dilations are not supported");
        }
        var counts = Counts(node, Geometry(context.Uses.Graph, node));
        if (counts.All(count => count == counts[0])) AverageConversion.EmitUniform(context, layer, window, counts[0]);
        else AverageConversion.EmitPerPosition(context, layer, window, counts);
    }

    /// <summary>What each output position divides by, row-major: its inputs, or with count_include_pad its declared taps.</summary>
    private static int[] Counts(FloatNode node, WindowGeometry geometry)
    {
        var includePadding = node.Attributes.Int("count_include_pad", 0) != 0;
        int[] counts = [1];
        for (var d = 0; d < geometry.Axes.Length; d++)
        {
            var axis = geometry.Axes[d];
            var taps = new int[geometry.OutputSizes[d]];
            for (var output = 0; output < taps.Length; output++)
            {
                var (first, end) = includePadding ? axis.TapsPadded(output) : axis.TapsInside(output);
                taps[output] = end - first;
            }
            counts = [.. counts.SelectMany(_ => taps, (count, tap) => count * tap)];
        }
        return counts;
    }
}
