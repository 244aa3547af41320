using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>What a float node does to codes and scales.</summary>
internal enum NodeRole
{
    /// <summary>Computes accumulators that are requantized.</summary>
    Accumulating,

    /// <summary>Relu, Clip, LeakyRelu, Sigmoid, Tanh.</summary>
    Activation,

    /// <summary>Moves codes or takes their maximum: commutes with every nondecreasing function.</summary>
    Commuting,

    /// <summary>Moves codes but brings in a constant.</summary>
    Padding,

    /// <summary>Multiplication by a positive number: the codes stay, the scale changes.</summary>
    Rescaling,

    Softmax,
}

/// <summary>The classification of the supported nodes.</summary>
internal static class NodeRoles
{
    /// <summary>Throws <see cref="QuantizationException"/> naming a node that has no integer counterpart.</summary>
    public static NodeRole Of(GraphUses uses, FloatNode node) => node.OpType switch
    {
        "Mul" when IsPositiveScalar(uses, node) => NodeRole.Rescaling,
        "Conv" or "Gemm" or "MatMul" or "Add" or "Sub" or "Mul" or "AveragePool" or "GlobalAveragePool" or "Concat" => NodeRole.Accumulating,
        "Clip" when IsUnbounded(node) => NodeRole.Commuting,
        "Relu" or "Clip" or "LeakyRelu" or "Sigmoid" or "Tanh" => NodeRole.Activation,
        "MaxPool" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "Identity" => NodeRole.Commuting,
        "Pad" => NodeRole.Padding,
        "Softmax" => NodeRole.Softmax,
        _ => throw new QuantizationException($"node '{node.Name}' ({node.OpType}): this operator cannot be quantized"),
    };

    /// <summary>True for role Commuting, Padding and Rescaling: the output has the codes of the input.</summary>
    public static bool KeepsCodes(this NodeRole role) => role is NodeRole.Commuting or NodeRole.Padding or NodeRole.Rescaling;

    private static bool IsUnbounded(FloatNode clip) =>
        clip.Attributes.Float("min", float.MinValue) <= float.MinValue && clip.Attributes.Float("max", float.MaxValue) >= float.MaxValue;

    private static bool IsPositiveScalar(GraphUses uses, FloatNode node) =>
        uses.Constant(node.Inputs[1]) is { Length: 1 } factor && factor.Data[0] > 0
        && uses.Shape(node.Inputs[0]).AsSpan().SequenceEqual(uses.Shape(node.Output));
}
