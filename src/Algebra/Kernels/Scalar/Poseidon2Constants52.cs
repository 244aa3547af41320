using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Kernels.Scalar;

/// <summary>
/// The constants of <see cref="Poseidon2Lanes"/>. Its lanes hold X_i = x_i + d_i with offsets d that let a round add one
/// value to all of them, constants included: with c_k the constants of the partial rounds, c_56 that of the full round after
/// them, and µ_i − 1 on the diagonal, d = 0 before round 0 and d ← (µ_i − 1)·d + c_{k+1} after round k.
/// </summary>
internal static class Poseidon2Constants52
{
    /// <summary>Words from the constants of one round to those of the next.</summary>
    public const int RoundWords = 8;

    private const int Lanes = Poseidon2Constants.Width - 1;

    private const int Partial = Poseidon2Constants.PartialRounds;

    private const int FirstPartial = Poseidon2Constants.FullRounds / 2 * Poseidon2Constants.Width;

    /// <summary>µ_0.</summary>
    public static ulong[] FirstDiagonal => Limbs(Diagonal(0) + Fr.One);

    /// <summary>(µ_i − 1)·2^260 mod p: limb by limb, one lane for each i.</summary>
    public static ulong[] LaneDiagonal
    {
        get
        {
            var limbs = Enumerable.Range(1, Lanes).Select(i => Cut(Diagonal(i).MulSmall(16))).ToArray();
            return [.. Enumerable.Range(0, 5).SelectMany(j => (ulong[])[limbs[0][j], limbs[1][j], limbs[2][j], 0])];
        }
    }

    /// <summary>p, limb by limb in four lanes.</summary>
    public static ulong[] Modulus
    {
        get
        {
            var p = FieldConstants.Of<FrModulus>();
            return [.. Cut(p.P0, p.P1, p.P2, p.P3).SelectMany(limb => Enumerable.Repeat(limb, 4))];
        }
    }

    /// <summary>For round k the five limbs of e_k = c_{k+1} − Σ_i d_i, and three words of padding.</summary>
    public static ulong[] Rounds
    {
        get
        {
            var rounds = new ulong[Partial * RoundWords];
            for (int k = 0; k < Partial; k++)
            {
                var offsets = Offsets(k);
                Cut(Round(k + 1) - offsets[0] - offsets[1] - offsets[2]).CopyTo(rounds, k * RoundWords);
            }

            return rounds;
        }
    }

    /// <summary>
    /// The constants of the last full rounds, for words that partial rounds leave behind: word 0 has its first constant already,
    /// the other words are offset.
    /// </summary>
    public static ulong[] LastFullRounds
    {
        get
        {
            var constants = Enumerable.Range(FirstPartial + Partial, FirstPartial).Select(At).ToArray();
            constants[0] = Fr.Zero;
            var offsets = Offsets(Partial);
            for (int i = 0; i < Lanes; i++)
                constants[1 + i] -= offsets[i];
            return [.. constants.SelectMany(Limbs)];
        }
    }

    /// <summary>−q·p mod 2^256 for q = 0 to 15.</summary>
    public static ulong[] NegativeMultiples =>
    [
        .. Enumerable.Range(0, 16)
            .Select(q => (BigInteger.One << 260) - (q * Fr.Modulus))
            .SelectMany(value => Enumerable.Range(0, 4).Select(word => (ulong)((value >> (64 * word)) & ulong.MaxValue))),
    ];

    /// <summary>⌊2^272/p⌋: times the limb of 2^208, over 2^64, it is the quotient by p.</summary>
    public static ulong Reciprocal => (ulong)((BigInteger.One << 272) / Fr.Modulus);

    private static Fr Round(int k) => At(FirstPartial + k);

    private static Fr At(int index) => From(Poseidon2Constants.RoundConstants, index);

    private static Fr Diagonal(int i) => From(Poseidon2Constants.DiagonalMinusOne, i);

    /// <summary>d before round k.</summary>
    private static Fr[] Offsets(int k)
    {
        var offsets = new Fr[Lanes];
        for (int round = 0; round < k; round++)
        {
            for (int i = 0; i < Lanes; i++)
                offsets[i] = (Diagonal(1 + i) * offsets[i]) + Round(round + 1);
        }

        return offsets;
    }

    private static Fr From(ReadOnlySpan<ulong> limbs, int index) =>
        Fr.FromCanonical(limbs[4 * index], limbs[(4 * index) + 1], limbs[(4 * index) + 2], limbs[(4 * index) + 3]);

    private static ulong[] Limbs(Fr value) => [value.L0, value.L1, value.L2, value.L3];

    private static ulong[] Cut(Fr value) => Cut(value.L0, value.L1, value.L2, value.L3);

    /// <summary>Four words as five limbs of 52 bits.</summary>
    private static ulong[] Cut(ulong a, ulong b, ulong c, ulong d)
    {
        const ulong Mask = (1UL << 52) - 1;
        return [a & Mask, ((a >> 52) | (b << 12)) & Mask, ((b >> 40) | (c << 24)) & Mask, ((c >> 28) | (d << 36)) & Mask, d >> 16];
    }
}
