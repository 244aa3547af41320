using System.Numerics;
using System.Runtime.InteropServices;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Pairings.Tower;

/// <summary>The constants of the tower kernels: where they lie in their table, in bytes, and the table itself.</summary>
internal static unsafe class TowerConstants
{
    /// <summary>Limbs of an element: radix 2^52, so 260 bits.</summary>
    public const int Limbs = 5;

    /// <summary>Elements are stored times 2^312 modulo q: six reduction steps of 52 bits.</summary>
    public const int MontgomeryBits = 6 * LaneConstants.LimbBits;

    /// <summary>Indices into (f, ξf) of the four operands of a cyclotomic squaring; see <see cref="TowerPrograms"/>.</summary>
    public const int Permutations = 0;

    /// <summary>The five limbs of 1·q, 2·q, …, up to <see cref="LargestMultiple"/>.</summary>
    public const int Multiples = Permutations + (4 * 64);

    public const int LargestMultiple = 12;

    /// <summary>2^-52 mod q.</summary>
    public const int Shift = Multiples + (LargestMultiple * Limbs * 8);

    /// <summary>2^260 − q: adding k of them and dropping bit 260 and up subtracts k·q.</summary>
    public const int NegatedModulus = Shift + (Limbs * 8);

    /// <summary>−q^{-1} mod 2^52.</summary>
    public const int NegInverse = NegatedModulus + (Limbs * 8);

    /// <summary>2^52 − 1.</summary>
    public const int Mask = NegInverse + 8;

    /// <summary>⌊2^260/q⌋: the top limb times this, over 2^52, is the quotient by q or slightly less.</summary>
    public const int Quotient = Mask + 8;

    private const int Length = Quotient + 8;

    public static readonly ulong* Address = Build();

    /// <summary>Where limb i of k·q lies.</summary>
    public static int Multiple(int k, int limb) => Multiples + ((((k - 1) * Limbs) + limb) * 8);

    private static ulong* Build()
    {
        var table = (ulong*)NativeMemory.AlignedAlloc(Length, 64);
        ReadOnlySpan<ulong> permutations =
        [
            0, 10, 1, 0, 2, 1, 6, 7,
            0, 5, 1, 3, 2, 4, 6, 7,
            11, 10, 12, 0, 13, 1, 6, 7,
            3, 5, 4, 3, 5, 4, 6, 7,
        ];
        permutations.CopyTo(new Span<ulong>(table, permutations.Length));
        BigInteger q = Fq.Modulus, radix = BigInteger.One << LaneConstants.LimbBits;
        for (var k = 1; k <= LargestMultiple; k++) Write(table, Multiple(k, 0), k * q);
        BigInteger negInverse = radix - BigInteger.ModPow(q % radix, (radix / 2) - 1, radix);
        Write(table, Shift, ((q * negInverse) + 1) / radix);
        Write(table, NegatedModulus, BigInteger.Pow(radix, Limbs) - q);
        table[NegInverse / 8] = (ulong)negInverse;
        table[Mask / 8] = LaneConstants.LimbMask;
        table[Quotient / 8] = (ulong)(BigInteger.Pow(radix, Limbs) / q);
        return table;
    }

    private static void Write(ulong* table, int offset, BigInteger value)
    {
        for (var i = 0; i < Limbs; i++) table[(offset / 8) + i] = (ulong)((value >> (LaneConstants.LimbBits * i)) & LaneConstants.LimbMask);
    }
}
