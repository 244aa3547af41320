using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>What a node does to codes and scales.</summary>
internal enum NodeRole
{
    /// <summary>Computes accumulators that are requantized.</summary>
    Accumulating,

    /// <summary>A function of every element: a clamp or a table.</summary>
    Activation,

    /// <summary>Moves codes: commutes with every function, and loses nothing.</summary>
    Moving,

    /// <summary>Chooses codes by their order: commutes with every nondecreasing function.</summary>
    Choosing,

    /// <summary>Moves codes but brings in a constant.</summary>
    Padding,

    /// <summary>Multiplication by a positive number: the codes stay, the scale changes.</summary>
    Rescaling,

    /// <summary>Turns a final output into probabilities, which changes no decision.</summary>
    Normalizing,

    /// <summary>Computes or reads integers, exactly.</summary>
    Integer,
}

/// <summary>The classification of nodes, which their operators know.</summary>
internal static class NodeRoles
{
    /// <summary>Throws <see cref="QuantizationException"/> naming a node that has no integer counterpart.</summary>
    public static NodeRole Of(GraphUses uses, FloatNode node)
    {
        if (uses.TouchesIntegers(node)) return NodeRole.Integer;
        return node.Operator is IQuantizedOperator unit ? unit.Role(uses, node) : throw CannotBeQuantized(node);
    }

    /// <summary>True when a nondecreasing function can as well be applied to the input.</summary>
    public static bool Commutes(this NodeRole role) => role is NodeRole.Moving or NodeRole.Choosing;

    public static QuantizationException CannotBeQuantized(FloatNode node) =>
        new($"node '{node.Name}' ({node.OpType}): this operator cannot be quantized");
}
