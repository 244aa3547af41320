using System.Numerics;
using System.Runtime.InteropServices;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>Where the constants of a field lie in their table, in bytes.</summary>
internal static class LaneConstants
{
    /// <summary>Index vectors that put the blocks of a transpose in order; whole 64-byte vectors.</summary>
    public const int BlocksLow = 0;

    public const int BlocksHigh = 64;

    /// <summary>The five limbs of p.</summary>
    public const int P = 128;

    /// <summary>The five limbs of 2p.</summary>
    public const int TwoP = P + 40;

    /// <summary>The five limbs of 2^-52 mod p: multiplying by it moves a vanishing low limb to the others.</summary>
    public const int Shift = TwoP + 40;

    /// <summary>−p^{-1} mod 2^52.</summary>
    public const int NegInverse = Shift + 40;

    /// <summary>2^52 − 1.</summary>
    public const int Mask = NegInverse + 8;

    /// <summary>The top limb of p, plus one: a larger top limb means a value above p by a wide margin.</summary>
    public const int TopPlusOne = Mask + 8;

    /// <summary>The five limbs of 16p, which make sums within a transform positive.</summary>
    public const int SixteenP = TopPlusOne + 8;

    /// <summary>The four limbs of 2^208 − (p mod 2^208).</summary>
    public const int NegatedP = SixteenP + 40;

    /// <summary>⌊2^260/p⌋: times the top limb, divided by 2^52, it underestimates the quotient by p a little.</summary>
    public const int Reciprocal = NegatedP + 32;

    /// <summary>
    /// Limb by limb, the multiples ⌊q·2^256/p⌋·p for q = 0 to 4 and −3 to −1, eight to a vector: limb j is a vector of its
    /// own. Negative ones have negative limbs.
    /// </summary>
    public const int Multiples = (Reciprocal + 8 + 63) / 64 * 64;

    /// <summary>The limbs of p as doubles.</summary>
    public const int PReal = Multiples + (5 * 64);

    /// <summary>The limbs of <see cref="Shift"/> as doubles.</summary>
    public const int ShiftReal = PReal + 40;

    /// <summary>The five limbs of 4p.</summary>
    public const int FourP = ShiftReal + 40;

    public const int Length = FourP + 40;

    public const int LimbBits = 52;

    public const ulong LimbMask = (1UL << LimbBits) - 1;

    /// <summary>Writes the five 52-bit limbs of a 256-bit integer, times 2^shift (the product below 2^260).</summary>
    public static void Split(ulong l0, ulong l1, ulong l2, ulong l3, int shift, Span<ulong> limbs)
    {
        limbs[0] = (l0 << shift) & LimbMask;
        limbs[1] = ((l1 << (shift + 12)) | (l0 >> (52 - shift))) & LimbMask;
        limbs[2] = ((l2 << (shift + 24)) | (l1 >> (40 - shift))) & LimbMask;
        limbs[3] = ((l3 << (shift + 36)) | (l2 >> (28 - shift))) & LimbMask;
        limbs[4] = l3 >> (16 - shift);
    }
}

/// <summary>The table for one field, made at first use.</summary>
internal static unsafe class LaneConstants<TModulus>
    where TModulus : struct, IModulus
{
    public static readonly ulong* Address = Build();

    private static ulong* Build()
    {
        var table = (ulong*)NativeMemory.AlignedAlloc(LaneConstants.Length, 64);
        ReadOnlySpan<ulong> blocks = [0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15];
        blocks.CopyTo(new Span<ulong>(table, 16));
        BigInteger p = Fp<TModulus>.Modulus;
        var negInverse = TModulus.NegInverse & LaneConstants.LimbMask;
        Write(table, LaneConstants.P, p);
        Write(table, LaneConstants.TwoP, 2 * p);
        Write(table, LaneConstants.FourP, 4 * p);
        Write(table, LaneConstants.Shift, ((p * negInverse) + 1) >> LaneConstants.LimbBits);
        table[LaneConstants.NegInverse / 8] = negInverse;
        table[LaneConstants.Mask / 8] = LaneConstants.LimbMask;
        table[LaneConstants.TopPlusOne / 8] = table[(LaneConstants.P / 8) + 4] + 1;
        Write(table, LaneConstants.SixteenP, 16 * p);
        Write(table, LaneConstants.NegatedP, (BigInteger.One << 208) - (p & ((BigInteger.One << 208) - 1)), 4);
        table[LaneConstants.Reciprocal / 8] = (ulong)((BigInteger.One << 260) / p);
        WriteMultiples(table + (LaneConstants.Multiples / 8), p);
        for (var i = 0; i < 5; i++)
        {
            ((double*)table)[(LaneConstants.PReal / 8) + i] = table[(LaneConstants.P / 8) + i];
            ((double*)table)[(LaneConstants.ShiftReal / 8) + i] = table[(LaneConstants.Shift / 8) + i];
        }

        return table;
    }

    private static void WriteMultiples(ulong* table, BigInteger p)
    {
        for (var index = 0; index < 8; index++)
        {
            var q = index <= 4 ? index : index - 8;
            BigInteger multiple = p * (((q * (BigInteger.One << 256) / p) - (q < 0 ? 1 : 0)));
            for (var i = 0; i < 5; i++)
            {
                var limb = (long)((BigInteger.Abs(multiple) >> (LaneConstants.LimbBits * i)) & LaneConstants.LimbMask);
                table[(8 * i) + index] = (ulong)(multiple.Sign * limb);
            }
        }
    }

    private static void Write(ulong* table, int offset, BigInteger value, int limbs = 5)
    {
        for (var i = 0; i < limbs; i++) table[(offset / 8) + i] = (ulong)((value >> (LaneConstants.LimbBits * i)) & LaneConstants.LimbMask);
    }
}
