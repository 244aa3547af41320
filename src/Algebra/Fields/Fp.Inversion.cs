using System.Numerics;
using System.Runtime.CompilerServices;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Fields;

/// <content>
/// Inversion by the binary GCD of Pornin, "Optimized Binary GCD for Modular Inversion" (eprint 2020/972): 31 steps at a
/// time on 64-bit approximations of both numbers (their low 31 and high 33 bits), which give the factors that the numbers
/// themselves are then multiplied by. Unlike his, it is not constant-time: it ends with the greatest common divisor, and a
/// shift takes as many steps as there are zeros. The assembled routine does the same.
/// </content>
public readonly unsafe partial struct Fp<TModulus>
{
    private const int StepsPerRound = 31;

    private static readonly Fp<TModulus> InversionFactor = ComputeInversionFactor();

    /// <summary>The inverse; the inverse of zero is zero. The time depends on the value.</summary>
    public static Fp<TModulus> Invert(Fp<TModulus> value) => value.Invert();

    /// <summary>The inverse; the inverse of zero is zero. The time depends on the value.</summary>
    public Fp<TModulus> Invert() =>
        InversionRoutine<TModulus>.Available ? InversionRoutine<TModulus>.Invert(in this) : InvertPortable();

    /// <summary>The inverse; also where the routine is there.</summary>
    internal Fp<TModulus> InvertPortable()
    {
        // Invariants: a = x·u and b = −x·w modulo p, up to their common sign and powers of two. When a is 0, b is 1.
        var a = new Natural { L0 = L0, L1 = L1, L2 = L2, L3 = L3 };
        var b = new Natural { L0 = TModulus.P0, L1 = TModulus.P1, L2 = TModulus.P2, L3 = TModulus.P3 };
        var u = new Fp<TModulus>(1, 0, 0, 0);
        Fp<TModulus> w = default;
        ulong sign = 0;
        var rounds = 0;
        for (; !a.IsZero; rounds++)
        {
            (var row0, var row1) = FindFactors(a, b);
            Natural nextA = Combine(a, b, row0, out var sign0);
            b = Combine(a, b, row1, out var sign1);
            a = nextA;
            Fp<TModulus> nextU = Combine(u, w, row0 << 32, row0 >> 32 << 32);
            w = Combine(u, w, row1 << 32, row1 >> 32 << 32);
            u = nextU;

            // The rows have opposite signs, unless an approximation was wrong or a is 0. The common sign follows row 0.
            if (sign0 == sign1) w = -w;
            sign ^= sign0;
        }

        // Each round divided the numbers by 2^31 and the cofactors by 2^32: 1 = x·v·2^rounds, where v = −w.
        Fp<TModulus> v = sign == 0 ? -w : w;
        return MultiplyPortable(Combine(v, default, 1UL << rounds, 0), InversionFactor);
    }

    /// <summary>
    /// R³·2^64 by doublings of R²: for limbs x = z·R, the limbs of the inverse of z are x^{-1}·R², and the last two products
    /// divide by 2^64 and by R.
    /// </summary>
    internal static Fp<TModulus> ComputeInversionFactor()
    {
        Fp<TModulus> factor = RSquared;
        for (var i = 0; i < 256 + 64; i++) factor = factor.Double();
        return factor;
    }

    /// <summary>
    /// Rows f + 2^32·g for which |a·f − b·g| are divisible by 2^31, and the quotients what 31 steps make of a and b. The
    /// factors are magnitudes: the signs within a row are always opposite, and the rows have opposite signs.
    /// </summary>
    private static (ulong Row0, ulong Row1) FindFactors(in Natural a, in Natural b)
    {
        var shift = Math.Max(a.BitLength(b), 64) - 64;
        const ulong Low = (1UL << StepsPerRound) - 1;
        var x = (a.L0 & Low) | (a.From(shift) & ~Low);
        var y = (b.L0 & Low) | (b.From(shift) & ~Low);
        ulong row0 = 1, row1 = 1UL << 32;
        var remaining = StepsPerRound;
        while (true)
        {
            // 64 zeros if the numbers are equal; only the known bits count.
            var zeros = Math.Min(BitOperations.TrailingZeroCount(x), remaining);
            x >>= zeros;
            row1 <<= zeros;
            remaining -= zeros;
            if (remaining == 0) return (row0, row1);

            // Without a branch, as the bits are random: the lesser becomes y, the difference x.
            var less = 0UL - (x < y ? 1UL : 0UL);
            var difference = x - y;
            y += difference & less;
            x = (difference ^ less) - less;
            var sum = row0 + row1;
            row1 ^= (row0 ^ row1) & less;
            row0 = sum;
        }
    }

    /// <summary>|a·f − b·g| / 2^31, and all ones if the difference is negative.</summary>
    private static Natural Combine(in Natural a, in Natural b, ulong row, out ulong negative)
    {
        var top = MultiplyWord(a, row & uint.MaxValue, out Natural left);
        var rightTop = MultiplyWord(b, row >> 32, out Natural right);
        ulong borrow = 0;
        var d0 = SubBorrow(left.L0, right.L0, ref borrow);
        var d1 = SubBorrow(left.L1, right.L1, ref borrow);
        var d2 = SubBorrow(left.L2, right.L2, ref borrow);
        var d3 = SubBorrow(left.L3, right.L3, ref borrow);
        top = top - rightTop - borrow;
        var mask = (ulong)((long)top >> 63);
        negative = mask;
        const int Up = 64 - StepsPerRound;
        var carry = mask & 1;
        var r0 = AddCarry(((d0 >> StepsPerRound) | (d1 << Up)) ^ mask, 0, ref carry);
        var r1 = AddCarry(((d1 >> StepsPerRound) | (d2 << Up)) ^ mask, 0, ref carry);
        var r2 = AddCarry(((d2 >> StepsPerRound) | (d3 << Up)) ^ mask, 0, ref carry);
        var r3 = AddCarry(((d3 >> StepsPerRound) | (top << Up)) ^ mask, 0, ref carry);
        return new Natural { L0 = r0, L1 = r1, L2 = r2, L3 = r3 };
    }

    /// <summary>(u·f + w·g) / 2^64 modulo p, for f + g of at most 2^63.</summary>
    private static Fp<TModulus> Combine(in Fp<TModulus> u, in Fp<TModulus> w, ulong f, ulong g)
    {
        var t0 = u.L0 * f;
        var c = MultiplyHigh(f, u.L0);
        c = MulAdd(f, u.L1, c, out var t1);
        c = MulAdd(f, u.L2, c, out var t2);
        var t4 = MulAdd(f, u.L3, c, out var t3);
        c = MulAdd(g, w.L0, t0, out t0);
        c = MulAddAdd(g, w.L1, t1, c, out t1);
        c = MulAddAdd(g, w.L2, t2, c, out t2);
        t4 += MulAddAdd(g, w.L3, t3, c, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);
        return SubtractModulusOnce(t0, t1, t2, t3);
    }

    /// <summary>The low four words of a product; returns the fifth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyWord(in Natural a, ulong word, out Natural low)
    {
        low.L0 = a.L0 * word;
        var c = MultiplyHigh(word, a.L0);
        c = MulAdd(word, a.L1, c, out low.L1);
        c = MulAdd(word, a.L2, c, out low.L2);
        return MulAdd(word, a.L3, c, out low.L3);
    }

    /// <summary>A plain 256-bit integer.</summary>
    private struct Natural
    {
        public ulong L0;
        public ulong L1;
        public ulong L2;
        public ulong L3;

        public readonly bool IsZero => (L0 | L1 | L2 | L3) == 0;

        /// <summary>The length of the longer of two numbers in bits.</summary>
        public readonly int BitLength(in Natural other)
        {
            var word = L3 | other.L3;
            if (word != 0) return 256 - BitOperations.LeadingZeroCount(word);
            word = L2 | other.L2;
            if (word != 0) return 192 - BitOperations.LeadingZeroCount(word);
            word = L1 | other.L1;
            return word != 0 ? 128 - BitOperations.LeadingZeroCount(word) : 64;
        }

        /// <summary>The 64 bits from a position up to 192.</summary>
        public readonly ulong From(int position)
        {
            (var low, var high) = (position >> 6) switch
            {
                0 => (L0, L1),
                1 => (L1, L2),
                2 => (L2, L3),
                _ => (L3, 0UL),
            };
            var shift = position & 63;
            return shift == 0 ? low : (low >> shift) | (high << (64 - shift));
        }
    }
}
