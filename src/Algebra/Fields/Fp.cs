using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Fields;

/// <summary>
/// An element of the prime field of <typeparamref name="TModulus"/> in Montgomery form: the limbs hold x·R mod p with
/// R = 2^256, least significant limb first and always fully reduced, so equality of elements is equality of limbs.
/// Not constant-time.
/// </summary>
/// <typeparam name="TModulus">The prime; see <see cref="FrModulus"/> and <see cref="FqModulus"/>.</typeparam>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct Fp<TModulus> : IScalar<Fp<TModulus>>, IField<Fp<TModulus>>, IEquatable<Fp<TModulus>>
    where TModulus : struct, IModulus
{
    /// <summary>Montgomery limb 0, the least significant.</summary>
    public readonly ulong L0;

    /// <summary>Montgomery limb 1.</summary>
    public readonly ulong L1;

    /// <summary>Montgomery limb 2.</summary>
    public readonly ulong L2;

    /// <summary>Montgomery limb 3.</summary>
    public readonly ulong L3;

    /// <summary>Wraps limbs already in reduced Montgomery form; nothing is checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        L0 = l0;
        L1 = l1;
        L2 = l2;
        L3 = l3;
    }

    /// <summary>The additive identity, equal to <c>default</c>.</summary>
    public static Fp<TModulus> Zero => default;

    /// <summary>The multiplicative identity.</summary>
    public static Fp<TModulus> One => new(TModulus.One0, TModulus.One1, TModulus.One2, TModulus.One3);

    /// <summary>R² mod p as plain limbs: a product with it takes canonical limbs to Montgomery form.</summary>
    internal static Fp<TModulus> RSquared =>
        new(TModulus.RSquared0, TModulus.RSquared1, TModulus.RSquared2, TModulus.RSquared3);

    /// <summary>Whether this is zero.</summary>
    public bool IsZero => (L0 | L1 | L2 | L3) == 0;

    /// <summary>Whether this is one.</summary>
    public bool IsOne => this == One;

    public static bool operator ==(in Fp<TModulus> left, in Fp<TModulus> right) =>
        ((left.L0 ^ right.L0) | (left.L1 ^ right.L1) | (left.L2 ^ right.L2) | (left.L3 ^ right.L3)) == 0;

    public static bool operator !=(in Fp<TModulus> left, in Fp<TModulus> right) => !(left == right);

    /// <summary>Sum modulo p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp<TModulus> operator +(in Fp<TModulus> left, in Fp<TModulus> right)
    {
        // 2p < 2^255, so the sum never leaves the four limbs.
        var s0 = left.L0 + right.L0;
        var carry = s0 < left.L0 ? 1UL : 0UL;
        var s1 = AddCarry(left.L1, right.L1, ref carry);
        var s2 = AddCarry(left.L2, right.L2, ref carry);
        var s3 = left.L3 + right.L3 + carry;
        return SubtractModulusOnce(s0, s1, s2, s3);
    }

    /// <summary>Difference modulo p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp<TModulus> operator -(in Fp<TModulus> left, in Fp<TModulus> right)
    {
        var borrow = left.L0 < right.L0 ? 1UL : 0UL;
        var d0 = left.L0 - right.L0;
        var d1 = SubBorrow(left.L1, right.L1, ref borrow);
        var d2 = SubBorrow(left.L2, right.L2, ref borrow);
        var d3 = left.L3 - right.L3 - borrow;

        // Both operands are below 2^254, so bit 255 is the sign; adding p under its mask avoids a branch.
        var mask = (ulong)((long)d3 >> 63);
        var a0 = TModulus.P0 & mask;
        var r0 = d0 + a0;
        var carry = r0 < a0 ? 1UL : 0UL;
        var r1 = AddCarry(d1, TModulus.P1 & mask, ref carry);
        var r2 = AddCarry(d2, TModulus.P2 & mask, ref carry);
        return new(r0, r1, r2, d3 + (TModulus.P3 & mask) + carry);
    }

    /// <summary>The additive inverse.</summary>
    public static Fp<TModulus> operator -(in Fp<TModulus> value) => default(Fp<TModulus>) - value;

    static Fp<TModulus> IScalar<Fp<TModulus>>.operator +(Fp<TModulus> left, Fp<TModulus> right) => left + right;

    static Fp<TModulus> IScalar<Fp<TModulus>>.operator -(Fp<TModulus> left, Fp<TModulus> right) => left - right;

    static Fp<TModulus> IScalar<Fp<TModulus>>.operator -(Fp<TModulus> value) => -value;

    static Fp<TModulus> IScalar<Fp<TModulus>>.operator *(Fp<TModulus> left, Fp<TModulus> right) => left * right;

    static void IScalar<Fp<TModulus>>.Fold(Span<Fp<TModulus>> table, Fp<TModulus> r, Kernels.Dispatch.KernelSet kernels) =>
        kernels.Over<TModulus>().Fold(table, r, table[..(table.Length / 2)]);

    /// <summary>2x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp<TModulus> Double() => SubtractModulusOnce(
        L0 << 1, (L1 << 1) | (L0 >> 63), (L2 << 1) | (L1 >> 63), (L3 << 1) | (L2 >> 63));

    /// <summary>x/2: the odd representative is made even by adding p first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp<TModulus> Half()
    {
        var mask = 0 - (L0 & 1);
        var a0 = TModulus.P0 & mask;
        var s0 = L0 + a0;
        var carry = s0 < a0 ? 1UL : 0UL;
        var s1 = AddCarry(L1, TModulus.P1 & mask, ref carry);
        var s2 = AddCarry(L2, TModulus.P2 & mask, ref carry);
        var s3 = L3 + (TModulus.P3 & mask) + carry;
        return new((s0 >> 1) | (s1 << 63), (s1 >> 1) | (s2 << 63), (s2 >> 1) | (s3 << 63), s3 >> 1);
    }

    public bool Equals(Fp<TModulus> other) => this == other;

    public override bool Equals(object? obj) => obj is Fp<TModulus> other && this == other;

    public override int GetHashCode() => HashCode.Combine(L0, L1, L2, L3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddCarry(ulong a, ulong b, ref ulong carry)
    {
        var sum = a + b;
        var result = sum + carry;
        carry = (sum < a ? 1UL : 0UL) | (result < sum ? 1UL : 0UL);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubBorrow(ulong a, ulong b, ref ulong borrow)
    {
        var difference = a - b;
        var result = difference - borrow;
        borrow = (a < b ? 1UL : 0UL) | (difference < borrow ? 1UL : 0UL);
        return result;
    }

    /// <summary>Reduces a value below min(2p, 2^255) without a branch: the outcome is unpredictable on real data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp<TModulus> SubtractModulusOnce(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        var borrow = s0 < TModulus.P0 ? 1UL : 0UL;
        var d0 = s0 - TModulus.P0;
        var d1 = SubBorrow(s1, TModulus.P1, ref borrow);
        var d2 = SubBorrow(s2, TModulus.P2, ref borrow);
        var d3 = s3 - TModulus.P3 - borrow;
        var keep = (ulong)((long)d3 >> 63);
        return new(
            d0 ^ ((d0 ^ s0) & keep), d1 ^ ((d1 ^ s1) & keep), d2 ^ ((d2 ^ s2) & keep), d3 ^ ((d3 ^ s3) & keep));
    }
}
