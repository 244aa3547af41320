using System.Numerics;

namespace Zkml.Algebra.Msm;

/// <summary>
/// How scalars are cut into signed digits: a scalar v is Σ_w d_w·2^(s_w) with −2^(c_w−1) ≤ d_w &lt; 2^(c_w−1). Adding
/// the offset Σ_w 2^(s_w+c_w−1) beforehand makes every digit a plain bit field minus 2^(c_w−1), for either sign of v.
/// </summary>
internal sealed class WindowPlan
{
    private readonly int[] shifts;
    private readonly int[] widths;

    private WindowPlan(int bits, int windows)
    {
        Bits = bits;
        shifts = new int[windows];
        widths = new int[windows];
        for (int w = 0, shift = 0; w < windows; w++)
        {
            shifts[w] = shift;
            widths[w] = (bits / windows) + (w < bits % windows ? 1 : 0);
            shift += widths[w];
            Offset += BigInteger.One << (shift - 1);
        }
    }

    /// <summary>The sum of all widths.</summary>
    public int Bits { get; }

    /// <summary>The number of windows.</summary>
    public int Windows => widths.Length;

    /// <summary>What to add to scalars.</summary>
    public BigInteger Offset { get; }

    /// <summary>A plan of so many windows, their widths as equal as possible, for −bound−1 ≤ v ≤ bound.</summary>
    public static WindowPlan Create(BigInteger bound, int windows)
    {
        for (int bits = Math.Max((int)bound.GetBitLength() + 1, windows); ; bits++)
        {
            var plan = new WindowPlan(bits, windows);
            if (bound < plan.Offset && bound + plan.Offset < BigInteger.One << bits)
                return plan;
        }
    }

    /// <summary>The lowest bit of a window.</summary>
    public int Shift(int window) => shifts[window];

    /// <summary>The bits of a window.</summary>
    public int Width(int window) => widths[window];

    /// <summary>The number of magnitudes of a window's digits, zero not counted.</summary>
    public int Buckets(int window) => 1 << (widths[window] - 1);
}
