namespace Zkml.Algebra.Kernels.X64;

/// <summary>The words of a modulus that the routines need, four limbs of p and −p^{-1} mod 2^64.</summary>
internal readonly record struct FieldConstants(ulong P0, ulong P1, ulong P2, ulong P3, ulong NegInverse)
{
    /// <summary>The constants of a field.</summary>
    public static FieldConstants Of<TModulus>()
        where TModulus : struct, Fields.IModulus =>
        new(TModulus.P0, TModulus.P1, TModulus.P2, TModulus.P3, TModulus.NegInverse);
}
