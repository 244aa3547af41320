using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// A node that becomes a requantizing operator, with what is computed in the same step.
/// </summary>
/// <param name="Node">The accumulating node, or an activation that stands alone.</param>
/// <param name="Addend">An addition of a constant that is part of the accumulator, or null.</param>
/// <param name="Output">The float value that the operator's output stands for.</param>
/// <param name="Calibrated">The value whose calibrated range the output codes cover; further down than
/// <paramref name="Output"/> when an activation moved up through nodes that commute with it.</param>
/// <param name="Lower">Lower bound of the fused clamps.</param>
/// <param name="Upper">Upper bound of the fused clamps.</param>
/// <param name="Function">A fused Sigmoid, Tanh or LeakyRelu; excludes clamps.</param>
internal sealed record FusedLayer(
    FloatNode Node, FloatNode? Addend, string Output, string Calibrated, double Lower, double Upper, FloatNode? Function)
{
    /// <summary>True when an activation is part of the layer.</summary>
    public bool HasActivation => Function is not null || !double.IsNegativeInfinity(Lower) || !double.IsPositiveInfinity(Upper);

    /// <summary>
    /// The layer with an activation applied to its result, or null when one step cannot compute both: tables are of one
    /// function, and nothing can follow or precede it.
    /// </summary>
    public FusedLayer? Then(FloatNode activation)
    {
        if (Function is not null) return null;
        return activation.OpType switch
        {
            "Relu" => Clamped(0, double.PositiveInfinity),
            "Clip" => Clamped(activation.Attributes.Float("min", float.MinValue), activation.Attributes.Float("max", float.MaxValue)),
            _ => HasActivation ? null : this with { Function = activation },
        };
    }

    /// <summary>ONNX defines an empty range as its upper bound everywhere. Bounds at the ends of float32 are none.</summary>
    private FusedLayer Clamped(double min, double max)
    {
        var low = min <= float.MinValue ? double.NegativeInfinity : min;
        var high = max >= float.MaxValue ? double.PositiveInfinity : max;
        return this with { Lower = Math.Min(Math.Max(Lower, low), high), Upper = Math.Min(Math.Max(Upper, low), high) };
    }
}
