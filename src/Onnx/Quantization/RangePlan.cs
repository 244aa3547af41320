using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// The range that the codes of each value cover: the calibrated one, widened where that spares a requantization. The
/// parts of a Concat that nothing else reads take the range of the whole, so that joining them copies codes; a value
/// that is padded covers the padding value.
/// </summary>
internal sealed class RangePlan
{
    private readonly Dictionary<string, RealRange> widened = [];
    private readonly QuantizationParameters parameters;
    private readonly GraphUses uses;
    private readonly FusionPlan fusion;

    public RangePlan(GraphUses uses, FusionPlan fusion, QuantizationParameters parameters)
    {
        (this.uses, this.fusion, this.parameters) = (uses, fusion, parameters);
        foreach (var node in uses.Graph.Nodes)
        {
            if (node.Operator is not IRangeWidening widening || uses.TouchesIntegers(node)) continue;
            foreach (var input in widening.Widened(uses, node).Where(input => !uses.IsConstant(input) && uses.OnlyConsumer(input) is not null))
            {
                Widen(input, parameters.Range(node.Output));
            }
        }
    }

    /// <summary>The range that the codes of a value have to cover.</summary>
    public RealRange this[string value] => widened.TryGetValue(value, out var range) ? range : parameters.Range(value);

    /// <summary>The range of the value as calibrated.</summary>
    public RealRange Calibrated(string value) => parameters.Range(value);

    /// <summary>Widens the range of the layer (or input) whose codes a value has, going up through nodes that keep codes.</summary>
    private void Widen(string value, RealRange range)
    {
        while (true)
        {
            if (fusion.LayerCovering(value) is not null || uses.Producer(value) is not { } producer)
            {
                widened[value] = this[value].Hull(range);
                return;
            }
            var keeps = NodeRoles.Of(uses, producer).Commutes() || fusion.IsAbsorbed(producer);
            if (!keeps || uses.OnlyReadOutput(producer) is null || uses.OnlyConsumer(producer.Inputs[0]) is null) return;
            value = producer.Inputs[0];
        }
    }
}
