using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// A node that becomes a requantizing operator, with what is computed in the same step.
/// </summary>
/// <param name="Node">The accumulating node, or an activation that stands alone.</param>
/// <param name="Addend">A constant whose addition is part of the accumulator, or null.</param>
/// <param name="Output">The float value that the operator's output stands for.</param>
/// <param name="Calibrated">The value whose calibrated range the output codes cover; further down than
/// <paramref name="Output"/> when an activation moved up through nodes that commute with it.</param>
/// <param name="Lower">Lower bound of the fused clamps.</param>
/// <param name="Upper">Upper bound of the fused clamps.</param>
/// <param name="Function">A fused function; excludes clamps.</param>
internal sealed record FusedLayer(
    FloatNode Node, FloatTensor? Addend, string Output, string Calibrated, double Lower, double Upper, FusedFunction? Function)
{
    /// <summary>True when an activation is part of the layer.</summary>
    public bool HasActivation => Function is not null || !double.IsNegativeInfinity(Lower) || !double.IsPositiveInfinity(Upper);

    /// <summary>
    /// The layer with an activation applied to its result, or null when one step cannot compute both: tables are of one
    /// function, and nothing can follow or precede it.
    /// </summary>
    public FusedLayer? Then(GraphUses uses, FloatNode activation)
    {
        if (Function is not null) return null;
        return activation.Operator switch
        {
            IClampOperator clamp => Clamped(clamp.Bounds(uses, activation)),
            IFunctionOperator function => HasActivation ? null : this with { Function = new FusedFunction(activation, function) },
            _ => throw NodeRoles.CannotBeQuantized(activation),
        };
    }

    /// <summary>ONNX defines an empty range as its upper bound everywhere. Bounds at the ends of float32 are none.</summary>
    private FusedLayer Clamped((double Lower, double Upper) bounds)
    {
        var low = bounds.Lower <= float.MinValue ? double.NegativeInfinity : bounds.Lower;
        var high = bounds.Upper >= float.MaxValue ? double.PositiveInfinity : bounds.Upper;
        return this with { Lower = Math.Min(Math.Max(Lower, low), high), Upper = Math.Min(Math.Max(Upper, low), high) };
    }
}

/// <summary>A node whose function is part of a layer.</summary>
internal sealed record FusedFunction(FloatNode Node, IFunctionOperator Operator);
