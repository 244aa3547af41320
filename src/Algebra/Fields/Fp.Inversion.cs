namespace Zkml.Algebra.Fields;

/// <content>Inversion by the binary extended Euclidean algorithm (Menezes et al., "Handbook", algorithm 14.61).</content>
public readonly partial struct Fp<TModulus>
{
    /// <summary>The inverse; the inverse of zero is zero.</summary>
    public static Fp<TModulus> Invert(Fp<TModulus> value) => value.Invert();

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    public Fp<TModulus> Invert()
    {
        if (IsZero)
            return default;

        // Invariants: u = a·left and v = a·right up to the factor R² (mod p), for a = x·R the stored limbs. At the
        // end left or right is R²/(x·R) = x^{-1}·R, the Montgomery form of the inverse.
        var u = new Natural { L0 = L0, L1 = L1, L2 = L2, L3 = L3 };
        var v = new Natural { L0 = TModulus.P0, L1 = TModulus.P1, L2 = TModulus.P2, L3 = TModulus.P3 };
        Fp<TModulus> left = RSquared;
        Fp<TModulus> right = default;
        while (true)
        {
            while ((u.L0 & 1) == 0)
            {
                u.Halve();
                left = left.Half();
            }

            if (u.IsOne)
                return left;
            while ((v.L0 & 1) == 0)
            {
                v.Halve();
                right = right.Half();
            }

            if (v.IsOne)
                return right;
            if (u.TrySubtract(v))
            {
                left -= right;
            }
            else
            {
                v.TrySubtract(u);
                right -= left;
            }
        }
    }

    /// <summary>A plain 256-bit integer.</summary>
    private struct Natural
    {
        public ulong L0;
        public ulong L1;
        public ulong L2;
        public ulong L3;

        public readonly bool IsOne => ((L0 ^ 1) | L1 | L2 | L3) == 0;

        public void Halve()
        {
            L0 = (L0 >> 1) | (L1 << 63);
            L1 = (L1 >> 1) | (L2 << 63);
            L2 = (L2 >> 1) | (L3 << 63);
            L3 >>= 1;
        }

        /// <summary>Subtracts unless the other is larger.</summary>
        public bool TrySubtract(in Natural other)
        {
            ulong borrow = L0 < other.L0 ? 1UL : 0UL;
            ulong d0 = L0 - other.L0;
            ulong d1 = SubBorrow(L1, other.L1, ref borrow);
            ulong d2 = SubBorrow(L2, other.L2, ref borrow);
            ulong d3 = SubBorrow(L3, other.L3, ref borrow);
            if (borrow != 0)
                return false;
            L0 = d0;
            L1 = d1;
            L2 = d2;
            L3 = d3;
            return true;
        }
    }
}
