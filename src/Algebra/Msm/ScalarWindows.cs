using System.Numerics;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Scalars as a sign and a magnitude, cut into signed windows: with c-bit windows a scalar is Σ_w d_w·2^(cw) with
/// |d_w| ≤ 2^(c−1). Adding Σ_{w&lt;top} 2^(c−1)·2^(cw) beforehand makes every digit a plain bit field minus 2^(c−1).
/// </summary>
internal sealed class ScalarWindows
{
    private readonly ulong[] magnitudes;
    private readonly bool[] negative;
    private readonly int limbs;
    private int windowBits;

    private ScalarWindows(ulong[] magnitudes, bool[] negative, int limbs, int bits)
    {
        this.magnitudes = magnitudes;
        this.negative = negative;
        this.limbs = limbs;
        Bits = bits;
    }

    public int Count => negative.Length;

    /// <summary>The bit length of the largest magnitude; zero if all scalars are zero.</summary>
    public int Bits { get; }

    /// <summary>The number of windows; valid after <see cref="Cut"/>.</summary>
    public int Windows { get; private set; }

    public static ScalarWindows From(ReadOnlySpan<Fr> scalars)
    {
        var magnitudes = new ulong[scalars.Length * 4];
        var negative = new bool[scalars.Length];
        ulong any0 = 0, any1 = 0, any2 = 0, any3 = 0;
        for (int i = 0; i < scalars.Length; i++)
        {
            scalars[i].ToCanonical(out ulong l0, out ulong l1, out ulong l2, out ulong l3);

            // Above about r/2 the negated scalar is shorter: signed small values become small again.
            if (l3 >= FrModulus.P3 / 2)
            {
                (-scalars[i]).ToCanonical(out l0, out l1, out l2, out l3);
                negative[i] = true;
            }

            new ReadOnlySpan<ulong>([l0, l1, l2, l3]).CopyTo(magnitudes.AsSpan(4 * i));
            any0 |= l0;
            any1 |= l1;
            any2 |= l2;
            any3 |= l3;
        }

        int bits = any3 != 0 ? 192 + BitLength(any3)
            : any2 != 0 ? 128 + BitLength(any2)
            : any1 != 0 ? 64 + BitLength(any1) : BitLength(any0);
        return new(magnitudes, negative, 4, bits);
    }

    public static ScalarWindows From(ReadOnlySpan<int> scalars)
    {
        var magnitudes = new ulong[scalars.Length];
        var negative = new bool[scalars.Length];
        ulong any = 0;
        for (int i = 0; i < scalars.Length; i++)
        {
            negative[i] = scalars[i] < 0;
            magnitudes[i] = (ulong)Math.Abs((long)scalars[i]);
            any |= magnitudes[i];
        }

        return new(magnitudes, negative, 1, BitLength(any));
    }

    public static ScalarWindows From(ReadOnlySpan<long> scalars)
    {
        // Two limbs: long.MinValue has a 64-bit magnitude, which the offset would push out of one limb.
        var magnitudes = new ulong[scalars.Length * 2];
        var negative = new bool[scalars.Length];
        ulong any = 0;
        for (int i = 0; i < scalars.Length; i++)
        {
            negative[i] = scalars[i] < 0;
            magnitudes[2 * i] = negative[i] ? 0UL - (ulong)scalars[i] : (ulong)scalars[i];
            any |= magnitudes[2 * i];
        }

        return new(magnitudes, negative, 2, BitLength(any));
    }

    /// <summary>Fixes the window width, once.</summary>
    public void Cut(int width)
    {
        windowBits = width;
        Windows = (Bits + width) / width;
        Span<ulong> offset = stackalloc ulong[limbs];
        for (int w = 0; w < Windows - 1; w++)
        {
            int bit = (w * width) + width - 1;
            offset[bit >> 6] |= 1UL << (bit & 63);
        }

        for (int i = 0; i < magnitudes.Length; i += limbs)
        {
            UInt128 carry = 0;
            for (int j = 0; j < limbs; j++)
            {
                carry += (UInt128)magnitudes[i + j] + offset[j];
                magnitudes[i + j] = (ulong)carry;
                carry >>= 64;
            }
        }
    }

    /// <summary>The digits d_w of scalars start, start + 1, …, signs applied.</summary>
    public void Digits(int window, int start, Span<int> destination)
    {
        int bit = window * windowBits;
        int limb = bit >> 6;
        int shift = bit & 63;
        bool crosses = shift + windowBits > 64 && limb + 1 < limbs;
        ulong mask = (1UL << windowBits) - 1;
        int half = window < Windows - 1 ? 1 << (windowBits - 1) : 0;
        for (int i = 0; i < destination.Length; i++)
        {
            int at = ((start + i) * limbs) + limb;
            ulong field = magnitudes[at] >> shift;
            if (crosses)
                field |= magnitudes[at + 1] << (64 - shift);
            int digit = (int)(field & mask) - half;
            destination[i] = negative[start + i] ? -digit : digit;
        }
    }

    private static int BitLength(ulong value) => 64 - BitOperations.LeadingZeroCount(value);
}
