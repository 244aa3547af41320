using System.Numerics;

namespace Zkml.Algebra.Fields;

/// <content>Powers and square roots.</content>
public readonly partial struct Fp<TModulus>
{
    /// <summary>x^exponent for a 256-bit exponent, least significant limb first; x^0 = 1, also for x = 0.</summary>
    public Fp<TModulus> Pow(ulong e0, ulong e1, ulong e2, ulong e3)
    {
        // Four-bit windows: 252 squarings and at most 64 + 14 products.
        Span<Fp<TModulus>> table = stackalloc Fp<TModulus>[16];
        table[0] = One;
        for (var i = 1; i < 16; i++) table[i] = table[i - 1] * this;
        ReadOnlySpan<ulong> limbs = [e0, e1, e2, e3];
        Fp<TModulus> result = One;
        var started = false;
        for (var window = 63; window >= 0; window--)
        {
            var digit = (int)(limbs[window >> 4] >> ((window & 15) * 4)) & 15;
            if (started) result = result.Square().Square().Square().Square();
            if (digit == 0) continue;
            result = started ? result * table[digit] : table[digit];
            started = true;
        }

        return result;
    }

    /// <summary>x^exponent.</summary>
    public Fp<TModulus> Pow(ulong exponent)
    {
        Fp<TModulus> result = One;
        for (var bit = 63 - BitOperations.LeadingZeroCount(exponent); bit >= 0; bit--)
        {
            result = result.Square();
            if (((exponent >> bit) & 1) != 0) result *= this;
        }

        return result;
    }

    /// <summary>x^exponent for an exponent in [0, 2^256).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or longer than 256 bits.</exception>
    public Fp<TModulus> Pow(BigInteger exponent)
    {
        if (exponent.Sign < 0 || exponent.GetBitLength() > 256)
        {
            throw new ArgumentOutOfRangeException(nameof(exponent), "The exponent must be in [0, 2^256).");
        }
        (var e0, var e1, var e2, var e3) = SplitLimbs(exponent);
        return Pow(e0, e1, e2, e3);
    }

    /// <summary>A square root if there is one, for p = 3 mod 4 (Fq): x^{(p+1)/4}.</summary>
    /// <returns>False if this is not a square.</returns>
    /// <exception cref="NotSupportedException">p is not 3 mod 4 (Fr).</exception>
    public bool TrySqrt(out Fp<TModulus> root)
    {
        if ((TModulus.P0 & 3) != 3) throw new NotSupportedException("Square roots are implemented for p = 3 mod 4 only.");

        // (p + 1)/4 = floor(p/4) + 1, and p/4 ends far from a carry out of the lowest limb.
        root = Pow(
            ((TModulus.P0 >> 2) | (TModulus.P1 << 62)) + 1,
            (TModulus.P1 >> 2) | (TModulus.P2 << 62),
            (TModulus.P2 >> 2) | (TModulus.P3 << 62),
            TModulus.P3 >> 2);
        return root.Square() == this;
    }
}
