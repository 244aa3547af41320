namespace Zkml.Onnx.Quantization;

/// <summary>Widths of two's complement integers.</summary>
internal static class SignedWidth
{
    /// <summary>The smallest k ≥ 1 with −2^(k−1) ≤ min and max &lt; 2^(k−1).</summary>
    public static int Of(long min, long max)
    {
        var bits = 1;
        while (bits < 64 && (min < -(1L << (bits - 1)) || max >= 1L << (bits - 1))) bits++;
        return bits;
    }
}
