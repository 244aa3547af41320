using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// Decides which nodes share one requantization. An activation joins the layer before it when nothing else reads the
/// value between them; it moves up through max-pooling, reshapes and transpositions, which commute with nondecreasing
/// functions, because a value clamped early needs codes for its clamped range only.
/// </summary>
internal sealed class FusionPlan
{
    private readonly GraphUses uses;
    private readonly Dictionary<string, FusedLayer> byNode = [];
    private readonly Dictionary<string, FusedLayer> byCalibrated = [];
    private readonly HashSet<string> absorbed = [];

    public FusionPlan(GraphUses uses, bool keepSoftmax)
    {
        this.uses = uses;
        DroppedSoftmax = keepSoftmax ? [] : [.. uses.Graph.Nodes
            .Where(node => NodeRoles.Of(uses, node) == NodeRole.Normalizing && LeadsOnlyToOutputs(node.Output)).Select(node => node.Output)];
        foreach (var node in uses.Graph.Nodes)
        {
            var role = NodeRoles.Of(uses, node);
            if (absorbed.Contains(node.Output) || role is not (NodeRole.Accumulating or NodeRole.Activation)) continue;
            var layer = Extend(Start(node, role));
            byNode.Add(node.Output, layer);
            byCalibrated.TryAdd(layer.Calibrated, layer);
        }
    }

    /// <summary>Outputs of the final normalizations (Softmax) that are left out.</summary>
    public HashSet<string> DroppedSoftmax { get; }

    /// <summary>The layer that begins with a node, or null.</summary>
    public FusedLayer? LayerOf(FloatNode node) => byNode.GetValueOrDefault(node.Output);

    /// <summary>The layer whose codes cover the calibrated range of a value, or null.</summary>
    public FusedLayer? LayerCovering(string value) => byCalibrated.GetValueOrDefault(value);

    /// <summary>True when a node's work is done by the layer before it, so that its output is its input.</summary>
    public bool IsAbsorbed(FloatNode node) => absorbed.Contains(node.Output);

    /// <summary>
    /// True when a value reaches nothing but graph outputs, through nodes that keep codes: the accumulators themselves
    /// can then be the output.
    /// </summary>
    public bool LeadsOnlyToOutputs(string value)
    {
        var consumers = uses.Consumers(value);
        return (uses.IsOutput(value) || consumers.Count > 0) && consumers.All(node => IsTransparent(node) && uses.ReadOutputs(node).All(LeadsOnlyToOutputs));
    }

    private bool IsTransparent(FloatNode node) => NodeRoles.Of(uses, node) switch
    {
        NodeRole.Normalizing => DroppedSoftmax is not null && DroppedSoftmax.Contains(node.Output),
        NodeRole.Moving or NodeRole.Rescaling => true,
        _ => false,
    };

    private FusedLayer Start(FloatNode node, NodeRole role)
    {
        var layer = new FusedLayer(node, null, node.Output, node.Output, double.NegativeInfinity, double.PositiveInfinity, null);
        return role == NodeRole.Activation ? layer.Then(uses, node)! : layer;
    }

    private FusedLayer Extend(FusedLayer layer)
    {
        if (uses.OnlyConsumer(layer.Output) is { } add && AddendOf(layer.Node, add) is { } addend)
        {
            absorbed.Add(add.Output);
            layer = layer with { Addend = addend, Output = add.Output, Calibrated = add.Output };
        }
        var (moved, chosen) = (false, false);
        var value = layer.Output;
        // Behind a node with several results, what applies to one of them must not be computed before all.
        while (uses.OnlyConsumer(value) is { } next && uses.OnlyReadOutput(next) is { } result)
        {
            var role = NodeRoles.Of(uses, next);
            if (role == NodeRole.Activation && !(chosen && MayDecrease(next)) && layer.Then(uses, next) is { } longer)
            {
                absorbed.Add(next.Output);
                layer = longer with { Output = moved ? longer.Output : next.Output, Calibrated = next.Output };
            }
            else if (!role.Commutes())
            {
                break;
            }
            moved |= role.Commutes();
            chosen |= role == NodeRole.Choosing;
            value = result;
        }
        return layer;
    }

    private static bool MayDecrease(FloatNode activation) => activation.Operator is IFunctionOperator { IsNondecreasing: false };

    /// <summary>The constant that the node behind a product adds to it, when one step can do both; or null.</summary>
    private FloatTensor? AddendOf(FloatNode node, FloatNode add)
    {
        if (node.Operator is not IAccumulatingOperator accumulating || add.Operator is not IConstantAddition addition) return null;
        if (uses.TouchesIntegers(add) || addition.Addend(uses, add) is not { } addend) return null;
        var keepsShape = uses.Shape(add.Output).AsSpan().SequenceEqual(uses.Shape(node.Output));
        return keepsShape && accumulating.TakesAddend(uses, node, add, addend) ? addend : null;
    }
}
