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

    private WindowPlan(int[] widths, int sets)
    {
        this.widths = widths;
        Sets = sets;
        shifts = new int[widths.Length];
        for (var w = 0; w < widths.Length; w++)
        {
            shifts[w] = Bits;
            Bits += widths[w];
            Offset += BigInteger.One << (Bits - 1);
        }
    }

    /// <summary>The sum of all widths.</summary>
    public int Bits { get; }

    /// <summary>The number of windows.</summary>
    public int Windows => widths.Length;

    /// <summary>
    /// Sets of buckets: window w takes the buckets of set w mod Sets, and the multiples 2^(Shift(Sets)·level) of the bases
    /// at level ⌊w / Sets⌋. Without multiples every window has a set of its own.
    /// </summary>
    public int Sets { get; }

    /// <summary>The multiples of each base that there are, itself among them.</summary>
    public int Levels => (Windows + Sets - 1) / Sets;

    /// <summary>What to add to scalars.</summary>
    public BigInteger Offset { get; }

    /// <summary>A plan of so many windows, their widths as equal as possible, for −bound−1 ≤ v ≤ bound.</summary>
    public static WindowPlan Create(BigInteger bound, int windows)
    {
        for (var bits = Math.Max((int)bound.GetBitLength() + 1, windows); ; bits++)
        {
            var widths = new int[windows];
            for (var w = 0; w < windows; w++) widths[w] = (bits / windows) + (w < bits % windows ? 1 : 0);
            var plan = new WindowPlan(widths, windows);
            if (plan.Covers(bound)) return plan;
        }
    }

    /// <summary>
    /// Windows of one width, but for the last, for −bound−1 ≤ v ≤ bound, over the fewest sets that need no more levels.
    /// </summary>
    public static WindowPlan Uniform(BigInteger bound, int width, int maximumLevels)
    {
        for (var bits = (int)bound.GetBitLength() + 1; ; bits++)
        {
            var widths = new int[(bits + width - 1) / width];
            for (var w = 0; w < widths.Length; w++) widths[w] = Math.Min(width, bits - (w * width));
            var plan = new WindowPlan(widths, (widths.Length + maximumLevels - 1) / maximumLevels);
            if (plan.Covers(bound)) return plan;
        }
    }

    /// <summary>Whether −bound−1 ≤ v ≤ bound for all scalars v makes digits that are bit fields.</summary>
    public bool Covers(BigInteger bound) => bound < Offset && bound + Offset < BigInteger.One << Bits;

    /// <summary>The lowest bit of a window.</summary>
    public int Shift(int window) => shifts[window];

    /// <summary>The bits of a window.</summary>
    public int Width(int window) => widths[window];

    /// <summary>The number of magnitudes of a window's digits, zero not counted.</summary>
    public int Buckets(int window) => 1 << (widths[window] - 1);
}
