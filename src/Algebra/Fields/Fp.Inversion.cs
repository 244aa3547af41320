using System.Numerics;
using System.Runtime.CompilerServices;

namespace Zkml.Algebra.Fields;

/// <content>
/// Inversion by the binary GCD of Pornin, "Optimized Binary GCD for Modular Inversion" (eprint 2020/972): 31 steps at a
/// time on 64-bit approximations of both numbers (their low 31 and high 33 bits), which give the factors that the numbers
/// themselves are then multiplied by.
/// </content>
public readonly partial struct Fp<TModulus>
{
    private const int StepsPerRound = 31;

    // 2·254 − 1 steps suffice for any value below p < 2^254.
    private const int Rounds = 17;

    // A round divides the numbers by 2^31 but their cofactors, reduced by one Montgomery step, by 2^64: after all of them
    // 1 = x·v·2^(33·17) for the stored limbs x, and the result is x^{-1}·R² = v·2^(33·17 + 512). These are the limbs of a
    // factor that a Montgomery product turns v into the result with.
    private static readonly Fp<TModulus> InversionFactor =
        FromUInt64(2).Pow((ulong)(((64 - StepsPerRound) * Rounds) + 512));

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    public static Fp<TModulus> Invert(Fp<TModulus> value) => value.Invert();

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    public Fp<TModulus> Invert()
    {
        // Invariants, up to powers of two: a = x·u and b = x·v modulo p. When a is 0, b is the gcd 1.
        var a = new Natural { L0 = L0, L1 = L1, L2 = L2, L3 = L3 };
        var b = new Natural { L0 = TModulus.P0, L1 = TModulus.P1, L2 = TModulus.P2, L3 = TModulus.P3 };
        var u = new Fp<TModulus>(1, 0, 0, 0);
        Fp<TModulus> v = default;
        for (int round = 0; round < Rounds; round++)
        {
            Factors factors = Approximate(a, b);
            Natural nextA = Combine(a, b, ref factors.F0, ref factors.G0);
            b = Combine(a, b, ref factors.F1, ref factors.G1);
            a = nextA;
            Fp<TModulus> nextU = Combine(u, v, factors.F0, factors.G0);
            v = Combine(u, v, factors.F1, factors.G1);
            u = nextU;
        }

        return v * InversionFactor;
    }

    /// <summary>
    /// Factors with a·F0 + b·G0 and a·F1 + b·G1 divisible by 2^31, and the quotients (up to sign) what 31 steps make of a
    /// and b. An approximation may take the wrong difference: a number then turns negative, and its sign is changed.
    /// </summary>
    private static Factors Approximate(in Natural a, in Natural b)
    {
        int shift = Math.Max(a.BitLength(b), 64) - 64;
        const ulong Low = (1UL << StepsPerRound) - 1;
        ulong x = (a.L0 & Low) | (a.From(shift) & ~Low);
        ulong y = (b.L0 & Low) | (b.From(shift) & ~Low);
        long f0 = 1, g0 = 0, f1 = 0, g1 = 1;
        for (int i = 0; i < StepsPerRound; i++)
        {
            // Without branches, as the bits are random: mask is all ones for an odd x, swap for an odd x below y.
            ulong mask = 0 - (x & 1);
            ulong swap = mask & (0UL - (x < y ? 1UL : 0UL));
            ulong difference = (x ^ y) & swap;
            x ^= difference;
            y ^= difference;
            long f = (f0 ^ f1) & (long)swap, g = (g0 ^ g1) & (long)swap;
            f0 ^= f;
            f1 ^= f;
            g0 ^= g;
            g1 ^= g;
            x = (x - (y & mask)) >> 1;
            f0 -= f1 & (long)mask;
            g0 -= g1 & (long)mask;
            f1 <<= 1;
            g1 <<= 1;
        }

        return new Factors { F0 = f0, G0 = g0, F1 = f1, G1 = g1 };
    }

    /// <summary>|a·f + b·g| / 2^31; a negative value changes the signs of the factors.</summary>
    private static Natural Combine(in Natural a, in Natural b, ref long f, ref long g)
    {
        // In two's complement of five words, as a factor may be negative.
        ulong mf = (ulong)(f >> 63), mg = (ulong)(g >> 63);
        ulong af = ((ulong)f ^ mf) - mf, bg = ((ulong)g ^ mg) - mg;
        ulong ca = MultiplyWord(a, af, out Natural left), cb = MultiplyWord(b, bg, out Natural right);
        Negate(ref left, ref ca, mf);
        Negate(ref right, ref cb, mg);
        ulong carry = 0;
        left.L0 = AddCarry(left.L0, right.L0, ref carry);
        left.L1 = AddCarry(left.L1, right.L1, ref carry);
        left.L2 = AddCarry(left.L2, right.L2, ref carry);
        left.L3 = AddCarry(left.L3, right.L3, ref carry);
        ulong top = ca + cb + carry;
        ulong negative = (ulong)((long)top >> 63);
        Negate(ref left, ref top, negative);
        f = (f ^ (long)negative) - (long)negative;
        g = (g ^ (long)negative) - (long)negative;
        const int Up = 64 - StepsPerRound;
        return new Natural
        {
            L0 = (left.L0 >> StepsPerRound) | (left.L1 << Up),
            L1 = (left.L1 >> StepsPerRound) | (left.L2 << Up),
            L2 = (left.L2 >> StepsPerRound) | (left.L3 << Up),
            L3 = (left.L3 >> StepsPerRound) | (top << Up),
        };
    }

    /// <summary>(u·f + v·g) / 2^64 modulo p, for |f| + |g| of at most 2^31.</summary>
    private static Fp<TModulus> Combine(in Fp<TModulus> u, in Fp<TModulus> v, long f, long g)
    {
        Fp<TModulus> left = f < 0 ? -u : u, right = g < 0 ? -v : v;
        ulong af = (ulong)Math.Abs(f), ag = (ulong)Math.Abs(g);
        ulong t0 = left.L0 * af;
        ulong c = MultiplyHigh(af, left.L0);
        c = MulAdd(af, left.L1, c, out ulong t1);
        c = MulAdd(af, left.L2, c, out ulong t2);
        ulong t4 = MulAdd(af, left.L3, c, out ulong t3);
        c = MulAdd(ag, right.L0, t0, out t0);
        c = MulAddAdd(ag, right.L1, t1, c, out t1);
        c = MulAddAdd(ag, right.L2, t2, c, out t2);
        t4 += MulAddAdd(ag, right.L3, t3, c, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);
        return SubtractModulusOnce(t0, t1, t2, t3);
    }

    /// <summary>The low four words of a product; returns the fifth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyWord(in Natural a, ulong word, out Natural low)
    {
        low.L0 = a.L0 * word;
        ulong c = MultiplyHigh(word, a.L0);
        c = MulAdd(word, a.L1, c, out low.L1);
        c = MulAdd(word, a.L2, c, out low.L2);
        return MulAdd(word, a.L3, c, out low.L3);
    }

    /// <summary>The negative in five words if the mask is all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Negate(ref Natural value, ref ulong top, ulong mask)
    {
        ulong carry = 0;
        value.L0 = AddCarry(value.L0 ^ mask, mask & 1, ref carry);
        value.L1 = AddCarry(value.L1 ^ mask, 0, ref carry);
        value.L2 = AddCarry(value.L2 ^ mask, 0, ref carry);
        value.L3 = AddCarry(value.L3 ^ mask, 0, ref carry);
        top = (top ^ mask) + carry;
    }

    private struct Factors
    {
        public long F0;
        public long G0;
        public long F1;
        public long G1;
    }

    /// <summary>A plain 256-bit integer.</summary>
    private struct Natural
    {
        public ulong L0;
        public ulong L1;
        public ulong L2;
        public ulong L3;

        /// <summary>The length of the longer of two numbers in bits.</summary>
        public readonly int BitLength(in Natural other)
        {
            ulong word = L3 | other.L3;
            if (word != 0)
                return 256 - BitOperations.LeadingZeroCount(word);
            word = L2 | other.L2;
            if (word != 0)
                return 192 - BitOperations.LeadingZeroCount(word);
            word = L1 | other.L1;
            return word != 0 ? 128 - BitOperations.LeadingZeroCount(word) : 64;
        }

        /// <summary>The 64 bits from a position up to 192.</summary>
        public readonly ulong From(int position)
        {
            (ulong low, ulong high) = (position >> 6) switch
            {
                0 => (L0, L1),
                1 => (L1, L2),
                2 => (L2, L3),
                _ => (L3, 0UL),
            };
            int shift = position & 63;
            return shift == 0 ? low : (low >> shift) | (high << (64 - shift));
        }
    }
}
