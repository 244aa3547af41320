using Zkml.Circuits.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>What the choice of a scale for the accumulators of a layer depends on.</summary>
/// <param name="Coefficient">Largest |real value that a unit of an input code contributes| over all weights.</param>
/// <param name="Reach">Largest |real value of the accumulated sum| for any codes in range, bias included.</param>
/// <param name="RoundingError">Error of the sum from rounding all coefficients to integers, in units of the accumulator.</param>
internal readonly record struct AccumulatorDemand(double Coefficient, double Reach, double RoundingError);

/// <summary>
/// The scale σ of a layer's accumulators (real = acc · σ) and its requantization: σ = ArgumentScale / 2^s, or free when
/// the accumulators are the output.
/// </summary>
internal sealed record AccumulatorScale(double Sigma, Requantization? Requantization, CodeFormat Format)
{
    private const int MaxShift = 32;

    /// <summary>Accumulators stay well below the 2^62 that the circuit accepts.</summary>
    private const double MaxAccumulator = 1L << 60;

    /// <summary>
    /// Exact: the smallest σ with weights of 15 bits and outputs below 2^39. That is too large for an operand of many codes
    /// beside one of few, such as a mask at scale 1: σ is then lowered until the rounding of the coefficients costs no more
    /// than one code of a value that covers the reach. Otherwise the shift is the default one,
    /// raised until the rounding of the coefficients costs no more than the tolerance and lowered if accumulators would
    /// overflow. Throws <see cref="QuantizationException"/> naming the node when nothing fits.
    /// </summary>
    public static AccumulatorScale Choose(string node, OutputTarget target, AccumulatorDemand demand, QuantizationOptions options)
    {
        if (target.IsExact)
        {
            var sigma = Math.Max(demand.Coefficient / QuantizationOptions.ExactWeightLimit, demand.Reach / QuantizationOptions.ExactOutputLimit);
            var code = demand.Reach / (1L << (options.Bits - 1));
            if (demand.RoundingError * sigma > options.EffectiveTolerance * code)
            {
                sigma = Math.Max(code / demand.RoundingError, demand.Reach / QuantizationOptions.ExactOutputLimit);
            }
            return Exact(sigma > 0 ? sigma : 1);
        }
        var shift = options.EffectiveShift;
        while (shift < MaxShift && demand.RoundingError > options.EffectiveTolerance * (1L << shift)) shift++;
        while (shift > 0 && demand.Reach / target.ArgumentScale * (1L << shift) > MaxAccumulator) shift--;
        if (demand.Reach / target.ArgumentScale > MaxAccumulator)
        {
            throw new QuantizationException($"node '{node}': sums of up to {demand.Reach:R} cannot be expressed in units of {target.ArgumentScale:R}; the calibrated range is far too small for the weights");
        }
        return new AccumulatorScale(target.ArgumentScale / (1L << shift), new Requantization(shift, target.Activation!), target.Format);
    }

    /// <summary>
    /// The scale for a layer with one multiplier m for a sum in units of <paramref name="unit"/>: σ = unit / m. When the
    /// output scale is free, it is taken as unit · 2^s / m exactly, at most 1/32 larger than asked for, so that a small m
    /// causes no error at all; otherwise m = round(unit / σ).
    /// </summary>
    public static (long Multiplier, AccumulatorScale Scale) ForSingleMultiplier(
        string node, OutputTarget target, double unit, double largestSum, CodeFormat unclamped, QuantizationOptions options)
    {
        if (target.IsExact) return (1, Exact(unit));
        if (!target.IsScaleFree)
        {
            var scale = Choose(node, target, new AccumulatorDemand(unit, unit * largestSum, largestSum / 2), options);
            return (Rounding.Round(unit / scale.Sigma, node), scale);
        }
        var shift = options.EffectiveShift;
        var ratio = unit / target.ArgumentScale;
        while (shift < MaxShift && ratio * (1L << shift) < 32) shift++;
        var multiplier = Math.Max(1, (long)Math.Min(Math.Floor(ratio * (1L << shift)), MaxAccumulator));
        var sigma = unit / multiplier;
        var adjusted = target.WithScale(sigma * (1L << shift), unclamped);
        return (multiplier, new AccumulatorScale(sigma, new Requantization(shift, adjusted.Activation!), adjusted.Format));
    }

    /// <summary>The multiplier and scale for sums of <paramref name="terms"/> products of two computed values: a unit is s_0·s_1.</summary>
    public static (long Multiplier, AccumulatorScale Scale) OfProduct(
        QuantizationContext context, FusedLayer layer, QuantizedValue a, QuantizedValue b, int terms) => ForSingleMultiplier(
            layer.Node.Name, context.Target(layer), a.Format.Scale * b.Format.Scale,
            context.LargestCode(a) * context.LargestCode(b) * terms, context.UnclampedFormat(layer), context.Options);

    private static AccumulatorScale Exact(double sigma) => new(sigma, null, new CodeFormat(sigma, 0, 0));
}
