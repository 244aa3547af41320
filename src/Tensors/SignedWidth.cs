namespace Zkml.Tensors;

/// <summary>Widths of two's complement integers.</summary>
public static class SignedWidth
{
    /// <summary>The smallest k in [1, 64] with −2^(k−1) ≤ min and max &lt; 2^(k−1).</summary>
    public static int Of(long min, long max)
    {
        var bits = 1;
        while (bits < 64 && (min < -(1L << (bits - 1)) || max >= 1L << (bits - 1))) bits++;
        return bits;
    }
}
