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
    private readonly Dictionary<string, ValueRange> _widened = [];
    private readonly QuantizationParameters _parameters;
    private readonly GraphUses _uses;
    private readonly FusionPlan _fusion;

    public RangePlan(GraphUses uses, FusionPlan fusion, QuantizationParameters parameters)
    {
        (_uses, _fusion, _parameters) = (uses, fusion, parameters);
        foreach (var node in uses.Graph.Nodes)
        {
            if (node.OpType == "Concat")
            {
                foreach (var part in node.Inputs.Where(part => !uses.IsConstant(part) && uses.OnlyConsumer(part) is not null))
                {
                    Widen(part, parameters.Range(node.Output));
                }
            }
            else if (node.OpType == "Pad" && uses.OnlyConsumer(node.Inputs[0]) is not null)
            {
                Widen(node.Inputs[0], parameters.Range(node.Output));
            }
        }
    }

    /// <summary>The range that the codes of a value have to cover.</summary>
    public ValueRange this[string value] => _widened.TryGetValue(value, out var range) ? range : _parameters.Range(value);

    /// <summary>The range of the value as calibrated.</summary>
    public ValueRange Calibrated(string value) => _parameters.Range(value);

    /// <summary>Widens the range of the layer (or input) whose codes a value has, going up through nodes that keep codes.</summary>
    private void Widen(string value, ValueRange range)
    {
        while (true)
        {
            if (_fusion.LayerCovering(value) is not null || _uses.Producer(value) is not { } producer)
            {
                _widened[value] = this[value].Hull(range);
                return;
            }
            var keeps = NodeRoles.Of(_uses, producer) is NodeRole.Commuting || _fusion.IsAbsorbed(producer);
            if (!keeps || _uses.OnlyConsumer(producer.Inputs[0]) is null) return;
            value = producer.Inputs[0];
        }
    }
}
