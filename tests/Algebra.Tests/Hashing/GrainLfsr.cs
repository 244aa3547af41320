using System.Numerics;

namespace Zkml.Algebra.Tests.Hashing;

/// <summary>
/// The Grain LFSR that gives the constants of Poseidon and Poseidon2 ("nothing up my sleeve"): 80 bits,
/// b_{i+80} = b_{i+62} + b_{i+51} + b_{i+38} + b_{i+23} + b_{i+13} + b_i, the first 160 outputs dropped, then outputs
/// taken in pairs of which the second bit counts if the first is one (ePrint 2019/458, appendix E).
/// </summary>
internal sealed class GrainLfsr
{
    private readonly int bits;

    private UInt128 register;

    /// <summary>Seeds with field kind 1 (prime), S-box kind 0 (x^alpha), n, t, R_F, R_P and thirty ones.</summary>
    internal GrainLfsr(int bits, int width, int fullRounds, int partialRounds)
    {
        this.bits = bits;
        var filled = 0;
        Seed(1, 2, ref filled);
        Seed(0, 4, ref filled);
        Seed(bits, 12, ref filled);
        Seed(width, 12, ref filled);
        Seed(fullRounds, 10, ref filled);
        Seed(partialRounds, 10, ref filled);
        Seed((1 << 30) - 1, 30, ref filled);
        for (var i = 0; i < 160; i++) Step();
    }

    /// <summary>The next n accepted bits, most significant first; may exceed the modulus.</summary>
    internal BigInteger NextInteger()
    {
        BigInteger value = BigInteger.Zero;
        for (var i = 0; i < bits; i++) value = (value << 1) | NextBit();
        return value;
    }

    private void Seed(int value, int length, ref int filled)
    {
        for (var i = length - 1; i >= 0; i--, filled++) register |= (UInt128)(uint)((value >> i) & 1) << filled;
    }

    private int NextBit()
    {
        while (true)
        {
            var selector = Step();
            var bit = Step();
            if (selector == 1) return bit;
        }
    }

    /// <summary>Bit i of the register is b_i of the recurrence; each step shifts by one.</summary>
    private int Step()
    {
        UInt128 r = register;
        var next = (int)(uint)((r ^ (r >> 13) ^ (r >> 23) ^ (r >> 38) ^ (r >> 51) ^ (r >> 62)) & 1);
        register = (r >> 1) | ((UInt128)(uint)next << 79);
        return next;
    }
}
