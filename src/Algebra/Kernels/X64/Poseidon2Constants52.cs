using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// The constants of <see cref="Poseidon2Lanes"/>. Its lanes hold X_i = x_i + d_i with offsets d that let a partial round add
/// one value to all of them, constants included: with c_k the constants of the partial rounds, c_56 that of the full round
/// after them, and µ_i − 1 on the diagonal, d = 0 before round 0 and d ← (µ_i − 1)·d + c_{k+1} after round k.
/// </summary>
/// <remarks>Plain loops: a process starts by computing these, and the just-in-time compiler is slow to start on more.</remarks>
internal static class Poseidon2Constants52
{
    /// <summary>Words from the constants of one partial round to those of the next.</summary>
    public const int RoundWords = 8;

    /// <summary>⌊2^272/p⌋: times the limb of 2^208, over 2^64, it is the quotient by p.</summary>
    public const ulong Reciprocal = 346695;

    private const int Limbs = 5, Width = Poseidon2Constants.Width;

    private const int Partial = Poseidon2Constants.PartialRounds;

    private const int HalfFull = Poseidon2Constants.FullRounds / 2;

    /// <summary>µ_0.</summary>
    public static ulong[] FirstDiagonal => Words(Diagonal(0) + Fr.One);

    /// <summary>c_0.</summary>
    public static ulong[] FirstPartialRound => Words(Round(0));

    /// <summary>(µ_i − 1)·2^260 mod p, limb by limb, in lanes 0 to 2 for i = 1 to 3.</summary>
    public static ulong[] LaneDiagonal
    {
        get
        {
            var limbs = new ulong[Limbs * Width];
            for (var i = 1; i < Width; i++) PutLimbs(Diagonal(i).MulSmall(16), limbs, i - 1, Width);
            return limbs;
        }
    }

    /// <summary>p, limb by limb in four lanes.</summary>
    public static ulong[] Modulus
    {
        get
        {
            var p = FieldConstants.Of<FrModulus>();
            var limbs = new ulong[Limbs * Width];
            for (var lane = 0; lane < Width; lane++) PutLimbs(p.P0, p.P1, p.P2, p.P3, limbs, lane, Width);
            return limbs;
        }
    }

    /// <summary>For partial round k the five limbs of e_k = c_{k+1} − Σ_i d_i, and three words of padding.</summary>
    public static ulong[] Rounds
    {
        get
        {
            var rounds = new ulong[Partial * RoundWords];
            var offsets = new Fr[Width];
            for (var k = 0; k < Partial; k++)
            {
                PutLimbs(Round(k + 1) - offsets[1] - offsets[2] - offsets[3], rounds, k * RoundWords, 1);
                Advance(offsets, k);
            }

            return rounds;
        }
    }

    /// <summary>For each of the first full rounds, limb by limb, the constants of four lanes.</summary>
    public static ulong[] FirstFullRounds => FullRounds(0, new Fr[Width]);

    /// <summary>
    /// The same of the last full rounds, for words that partial rounds leave behind: word 0 has its first constant already,
    /// the other words are offset.
    /// </summary>
    public static ulong[] LastFullRounds
    {
        get
        {
            const int First = (HalfFull * Width) + Partial;
            var offsets = new Fr[Width];
            for (var k = 0; k < Partial; k++) Advance(offsets, k);
            offsets[0] = At(First);
            return FullRounds(First, offsets);
        }
    }

    /// <summary>The factor that takes what four full rounds leave, x·2^−2240, to x·2^256 in a product over 2^260; in four lanes.</summary>
    public static ulong[] Conversion
    {
        get
        {
            var limbs = new ulong[Limbs * Width];
            for (var lane = 0; lane < Width; lane++) PutInteger(PowerOfTwo(2756), limbs, lane);
            return limbs;
        }
    }

    /// <summary>−q·p mod 2^256 for q = 0 to 15.</summary>
    public static ulong[] NegativeMultiples
    {
        get
        {
            var p = FieldConstants.Of<FrModulus>();
            var multiples = new ulong[16 * Width];
            ReadOnlySpan<ulong> words = [p.P0, p.P1, p.P2, p.P3];
            for (var at = Width; at < multiples.Length; at += Width)
            {
                ulong borrow = 0;
                for (var word = 0; word < Width; word++)
                {
                    ulong before = multiples[at + word - Width], less = before - borrow;
                    multiples[at + word] = less - words[word];
                    borrow = (before < borrow ? 1UL : 0) | (less < words[word] ? 1UL : 0);
                }
            }

            return multiples;
        }
    }

    /// <summary>The constants from one on, those of the first round less what its words are offset by.</summary>
    private static ulong[] FullRounds(int first, Fr[] offsets)
    {
        var limbs = new ulong[HalfFull * Limbs * Width];
        for (int round = 0, exponent = 256; round < HalfFull; round++, exponent = (5 * exponent) - 1040)
        {
            Fr scale = PowerOfTwo(exponent);
            for (var lane = 0; lane < Width; lane++)
            {
                Fr constant = At(first + (Width * round) + lane);
                if (round == 0) constant -= offsets[lane];
                PutInteger(constant * scale, limbs, (round * Limbs * Width) + lane);
            }
        }

        return limbs;
    }

    /// <summary>d before partial round k becomes d after it.</summary>
    private static void Advance(Fr[] offsets, int k)
    {
        for (var i = 1; i < Width; i++) offsets[i] = (Diagonal(i) * offsets[i]) + Round(k + 1);
    }

    private static Fr PowerOfTwo(int exponent)
    {
        Fr power = Fr.FromUInt64(2).Pow((ulong)Math.Abs(exponent));
        return exponent < 0 ? power.Invert() : power;
    }

    private static Fr Round(int k) => At((HalfFull * Width) + k);

    private static Fr At(int index) => From(Poseidon2Constants.RoundConstants, index);

    private static Fr Diagonal(int i) => From(Poseidon2Constants.DiagonalMinusOne, i);

    private static Fr From(ReadOnlySpan<ulong> limbs, int index) =>
        Fr.FromCanonical(limbs[4 * index], limbs[(4 * index) + 1], limbs[(4 * index) + 2], limbs[(4 * index) + 3]);

    private static ulong[] Words(Fr value) => [value.L0, value.L1, value.L2, value.L3];

    /// <summary>The limbs of the value itself, for one lane of four.</summary>
    private static void PutInteger(Fr value, ulong[] limbs, int at)
    {
        value.ToCanonical(out var a, out var b, out var c, out var d);
        PutLimbs(a, b, c, d, limbs, at, Width);
    }

    /// <summary>The limbs of x·2^256 mod p.</summary>
    private static void PutLimbs(Fr value, ulong[] limbs, int at, int stride) =>
        PutLimbs(value.L0, value.L1, value.L2, value.L3, limbs, at, stride);

    /// <summary>Four words as five limbs of 52 bits, so far apart.</summary>
    private static void PutLimbs(ulong a, ulong b, ulong c, ulong d, ulong[] limbs, int at, int stride)
    {
        const ulong Mask = (1UL << 52) - 1;
        limbs[at] = a & Mask;
        limbs[at + stride] = ((a >> 52) | (b << 12)) & Mask;
        limbs[at + (2 * stride)] = ((b >> 40) | (c << 24)) & Mask;
        limbs[at + (3 * stride)] = ((c >> 28) | (d << 36)) & Mask;
        limbs[at + (4 * stride)] = d >> 16;
    }
}
