using Zkml.Onnx.Calibration;

namespace Zkml.Onnx.Quantization;

/// <summary>How integers represent a value: real = code · Scale, with codes in [Min, Max]. Zero is always code 0.</summary>
public sealed record CodeFormat(double Scale, long Min, long Max)
{
    private const long LargestCode = (1L << 15) - 1;

    /// <summary>Values that never exceed this · 2^b count as zero, so that no quotient of scales overflows.</summary>
    private const double SmallestScale = 1e-30;

    /// <summary>
    /// The symmetric b-bit format of a calibrated range: unsigned [0, 2^b − 1] when nothing is negative, otherwise
    /// [−2^(b−1), 2^(b−1) − 1]; the scale is the smallest with which no end of the range is clipped. A range of nothing
    /// but zero gets scale 1. Codes stop at 2^15 − 1: the table that clamps a signed t to them has one bit more, and one
    /// of 2^17 rows would double the cost of small models for no visible accuracy.
    /// </summary>
    public static CodeFormat Cover(RealRange range, int bits)
    {
        var low = range.Min >= 0 ? 0 : -(1L << (bits - 1));
        var high = range.Min >= 0 ? LargestUnsigned(bits) : (1L << (bits - 1)) - 1;
        var scale = Math.Max(range.Max / high, low == 0 ? 0 : range.Min / low);
        return new CodeFormat(scale >= SmallestScale ? scale : 1, low, high);
    }

    /// <summary>The largest code of an unsigned format of b bits.</summary>
    internal static long LargestUnsigned(int bits) => Math.Min((1L << bits) - 1, LargestCode);

    /// <summary>A power-of-two scale 2^−fraction.</summary>
    public static CodeFormat FixedPoint(int fraction, long min, long max) => new(1.0 / (1L << fraction), min, max);

    /// <summary>clamp(floor(x / Scale + 1/2), Min, Max). NaN is refused with <see cref="ArgumentException"/>.</summary>
    public long Encode(double x)
    {
        var code = Math.Floor(x / Scale + 0.5);
        if (double.IsNaN(code)) throw new ArgumentException("NaN has no code", nameof(x));
        return code <= Min ? Min : code >= Max ? Max : (long)code;
    }

    /// <summary>
    /// Whether a number is as near to a code as to one of a range that all codes of b bits cover: within half a code of the
    /// whole range. Integers at scale 1 can be farther apart than that.
    /// </summary>
    internal bool IsNear(double x, long code, int bits) =>
        Math.Abs(Decode(code) - x) <= Math.Max(-(double)Min, Max) * Scale / (1L << (bits - 1));

    /// <summary>The real number that a code stands for.</summary>
    public double Decode(long code) => code * Scale;
}
