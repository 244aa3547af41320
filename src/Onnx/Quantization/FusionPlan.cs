using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// Decides which nodes share one requantization. An activation joins the layer before it when nothing else reads the
/// value between them; it moves up through max-pooling, reshapes and transpositions, which commute with nondecreasing
/// functions, because a value clamped early needs codes for its clamped range only.
/// </summary>
internal sealed class FusionPlan
{
    private readonly GraphUses _uses;
    private readonly Dictionary<string, FusedLayer> _byNode = [];
    private readonly Dictionary<string, FusedLayer> _byCalibrated = [];
    private readonly HashSet<string> _absorbed = [];

    public FusionPlan(GraphUses uses, bool keepSoftmax)
    {
        _uses = uses;
        DroppedSoftmax = keepSoftmax ? [] : [.. uses.Graph.Nodes.Where(node => node.OpType == "Softmax" && LeadsOnlyToOutputs(node.Output)).Select(node => node.Output)];
        foreach (var node in uses.Graph.Nodes)
        {
            var role = NodeRoles.Of(uses, node);
            if (_absorbed.Contains(node.Output) || role is not (NodeRole.Accumulating or NodeRole.Activation)) continue;
            var layer = Extend(Start(node, role));
            _byNode.Add(node.Output, layer);
            _byCalibrated.TryAdd(layer.Calibrated, layer);
        }
    }

    /// <summary>Outputs of the final Softmax nodes that are left out.</summary>
    public HashSet<string> DroppedSoftmax { get; }

    /// <summary>The layer that begins with a node, or null.</summary>
    public FusedLayer? LayerOf(FloatNode node) => _byNode.GetValueOrDefault(node.Output);

    /// <summary>The layer whose codes cover the calibrated range of a value, or null.</summary>
    public FusedLayer? LayerCovering(string value) => _byCalibrated.GetValueOrDefault(value);

    /// <summary>True when a node's work is done by the layer before it, so that its output is its input.</summary>
    public bool IsAbsorbed(FloatNode node) => _absorbed.Contains(node.Output);

    /// <summary>
    /// True when a value reaches nothing but graph outputs, through nodes that keep codes: the accumulators themselves
    /// can then be the output.
    /// </summary>
    public bool LeadsOnlyToOutputs(string value)
    {
        var consumers = _uses.Consumers(value);
        return (_uses.IsOutput(value) || consumers.Count > 0) && consumers.All(node => IsTransparent(node) && LeadsOnlyToOutputs(node.Output));
    }

    private bool IsTransparent(FloatNode node) => node.OpType == "Softmax"
        ? DroppedSoftmax is not null && DroppedSoftmax.Contains(node.Output)
        : NodeRoles.Of(_uses, node) is NodeRole.Commuting or NodeRole.Rescaling && node.OpType != "MaxPool";

    private static FusedLayer Start(FloatNode node, NodeRole role)
    {
        var layer = new FusedLayer(node, null, node.Output, node.Output, double.NegativeInfinity, double.PositiveInfinity, null);
        return role == NodeRole.Activation ? layer.Then(node)! : layer;
    }

    private FusedLayer Extend(FusedLayer layer)
    {
        if (layer.Node.OpType is "Mul" or "MatMul" && _uses.OnlyConsumer(layer.Output) is { } add && IsConstantAddend(layer.Node, add))
        {
            _absorbed.Add(add.Output);
            layer = layer with { Addend = add, Output = add.Output, Calibrated = add.Output };
        }
        var moved = false;
        var value = layer.Output;
        while (_uses.OnlyConsumer(value) is { } next)
        {
            var role = NodeRoles.Of(_uses, next);
            if (role == NodeRole.Activation && layer.Then(next) is { } longer)
            {
                _absorbed.Add(next.Output);
                layer = longer with { Output = moved ? longer.Output : next.Output, Calibrated = next.Output };
            }
            else if (role != NodeRole.Commuting)
            {
                break;
            }
            moved |= role == NodeRole.Commuting;
            value = next.Output;
        }
        return layer;
    }

    /// <summary>True for the addition of a constant to Mul by a constant, or of a bias to MatMul by a constant matrix.</summary>
    private bool IsConstantAddend(FloatNode product, FloatNode add)
    {
        if (add.OpType != "Add" || _uses.Constant(product.Inputs[1]) is null || _uses.Constant(add.Inputs[1]) is not { } constant)
        {
            return false;
        }
        var shape = _uses.Shape(add.Output);
        if (!shape.AsSpan().SequenceEqual(_uses.Shape(product.Output))) return false;
        return product.OpType == "Mul" || constant.Length == 1 || (constant.Length == shape[^1] && constant.Shape[^1] == shape[^1]);
    }
}
