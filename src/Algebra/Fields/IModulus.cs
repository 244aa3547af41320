namespace Zkml.Algebra.Fields;

/// <summary>
/// A 254-bit prime p with 2^253 &lt; p &lt; 2^254 as compile-time constants, so that the JIT folds them into the code of
/// <see cref="Fp{TModulus}"/>. Limbs are least significant first and R = 2^256. Every number here is computed from
/// p alone; the tests recompute them with <see cref="System.Numerics.BigInteger"/>.
/// </summary>
public interface IModulus
{
    /// <summary>Limb 0 of p.</summary>
    static abstract ulong P0 { get; }

    /// <summary>Limb 1 of p.</summary>
    static abstract ulong P1 { get; }

    /// <summary>Limb 2 of p.</summary>
    static abstract ulong P2 { get; }

    /// <summary>Limb 3 of p, below 2^62.</summary>
    static abstract ulong P3 { get; }

    /// <summary>Limb 0 of R mod p, the Montgomery form of one.</summary>
    static abstract ulong One0 { get; }

    /// <summary>Limb 1 of R mod p.</summary>
    static abstract ulong One1 { get; }

    /// <summary>Limb 2 of R mod p.</summary>
    static abstract ulong One2 { get; }

    /// <summary>Limb 3 of R mod p.</summary>
    static abstract ulong One3 { get; }

    /// <summary>Limb 0 of R² mod p.</summary>
    static abstract ulong RSquared0 { get; }

    /// <summary>Limb 1 of R² mod p.</summary>
    static abstract ulong RSquared1 { get; }

    /// <summary>Limb 2 of R² mod p.</summary>
    static abstract ulong RSquared2 { get; }

    /// <summary>Limb 3 of R² mod p.</summary>
    static abstract ulong RSquared3 { get; }

    /// <summary>−p^{-1} mod 2^64.</summary>
    static abstract ulong NegInverse { get; }

    /// <summary>floor(2^317 / p), the quotient estimate of a product by a 63-bit integer.</summary>
    static abstract ulong Barrett { get; }
}
