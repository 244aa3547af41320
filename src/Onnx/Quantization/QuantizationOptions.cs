namespace Zkml.Onnx.Quantization;

/// <summary>Choices of the user. The constants behind them were measured; see docs/decisions/0001-quantizer-widths.md.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Width of activation codes, 8 or 16; the parameters must have been calibrated for the same width.</summary>
    public int Bits { get; init; } = 8;

    /// <summary>Keep a final Softmax (its probabilities become the output) instead of returning its argument, the logits.</summary>
    public bool Softmax { get; init; }

    /// <summary>
    /// Requantization shift s of every layer that does not need a wider one; null for the default of the width. Larger
    /// is more accurate, and its remainders in [0, 2^s) cost more to prove.
    /// </summary>
    public int? Shift { get; init; }

    /// <summary>The shift of a layer that does not need a wider one.</summary>
    internal int EffectiveShift => Shift ?? (Bits == 8 ? 10 : 16);

    /// <summary>
    /// Largest accepted error from rounding the coefficients of a layer, in output codes; a layer beyond gets a wider
    /// shift. Null for the default of the width.
    /// </summary>
    public double? RoundingTolerance { get; init; }

    /// <summary>3/4 of one of 2^8 codes, or 8 of 2^15.</summary>
    internal double EffectiveTolerance => RoundingTolerance ?? (Bits == 8 ? 0.75 : 8);

    /// <summary>Largest weight of a layer whose accumulators are the output: no remainder, so precision is free.</summary>
    internal static long ExactWeightLimit => (1L << 15) - 1;

    /// <summary>Bound on the accumulators that are outputs.</summary>
    internal static double ExactOutputLimit => 1L << 39;

    /// <summary>Throws <see cref="QuantizationException"/> on unsupported choices.</summary>
    internal void Validate()
    {
        if (Bits is not (8 or 16)) throw new QuantizationException($"codes of {Bits} bits are not supported; choose 8 or 16");
        if (Shift is < 1 or > 30) throw new QuantizationException($"the requantization shift {Shift} is outside 1 to 30");
        if (RoundingTolerance is { } tolerance && !(tolerance > 0))
        {
            throw new QuantizationException($"the rounding tolerance {tolerance} is not positive");
        }
    }
}
