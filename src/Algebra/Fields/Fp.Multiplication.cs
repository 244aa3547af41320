using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Fields;

/// <content>
/// Montgomery products: CIOS of Koç, Acar and Kaliski ("Analyzing and comparing Montgomery multiplication
/// algorithms", 1996), unrolled. The top limb of p is below 2^62, so the running value fits four limbs and a carry
/// word, and the second carry chain of the textbook loop is dropped. The assembled routines do the same.
/// </content>
public readonly unsafe partial struct Fp<TModulus>
{
    /// <summary>Product modulo p.</summary>
    /// <remarks>
    /// Inlined, and copied word by word: a 32-byte copy of what the routine has just stored in four words would wait for
    /// the stores, 7 ns of 25 (docs/decisions/0005). One return, or a compiler joins the two by such a copy.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp<TModulus> operator *(in Fp<TModulus> left, in Fp<TModulus> right)
    {
        Multiply(left, right, out Fp<TModulus> product);
        return product.Words();
    }

    /// <summary>The product into <paramref name="product"/>, which may be an operand; saves kernels a copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(in Fp<TModulus> left, in Fp<TModulus> right, out Fp<TModulus> product)
    {
        if (FieldRoutines<TModulus>.Available) FieldRoutines<TModulus>.Multiply(out product, in left, in right);
        else product = MultiplyPortable(left, right);
    }

    /// <summary>The square, cheaper than a product.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp<TModulus> Square()
    {
        Fp<TModulus> square;
        if (FieldRoutines<TModulus>.Available) FieldRoutines<TModulus>.Square(out square, in this);
        else square = SquarePortable();
        return square.Words();
    }

    /// <summary>A copy in four words: the way to take a routine's result out of memory without waiting for its stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp<TModulus> Words() => new(L0, L1, L2, L3);

    static Fp<TModulus> IScalar<Fp<TModulus>>.Square(Fp<TModulus> value) => value.Square();

    /// <summary>Ten word products and the reduction of a full product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal Fp<TModulus> SquarePortable()
    {
        // Row i holds a_i·(a_i + 2·Σ_{j>i} a_j·2^(64(j−i))), which is below 2a·2^64: the running value stays below
        // 4p. The doubled tail starts with a_{i+1} << 1; later limbs take the bit shifted out below them.
        ulong a0 = L0, a1 = L1, a2 = L2, a3 = L3;
        ulong d2 = (a2 << 1) | (a1 >> 63), d3 = (a3 << 1) | (a2 >> 63);
        var t0 = a0 * a0;
        var c = MultiplyHigh(a0, a0);
        c = MulAdd(a0, a1 << 1, c, out var t1);
        c = MulAdd(a0, d2, c, out var t2);
        var t4 = MulAdd(a0, d3, c, out var t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);

        c = MulAdd(a1, a1, t1, out t1);
        c = MulAddAdd(a1, a2 << 1, t2, c, out t2);
        t4 = MulAddAdd(a1, d3, t3, c, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);

        c = MulAdd(a2, a2, t2, out t2);
        t4 = MulAddAdd(a2, a3 << 1, t3, c, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);

        t4 = MulAdd(a3, a3, t3, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);
        return SubtractModulusOnce(t0, t1, t2, t3);
    }

    /// <summary>a·b/R mod p for reduced a and any 256-bit b (a·b + (R−1)·p is below 2p·R all the same).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Fp<TModulus> MultiplyPortable(in Fp<TModulus> a, in Fp<TModulus> b)
    {
        ulong b0 = b.L0, b1 = b.L1, b2 = b.L2, b3 = b.L3;
        ulong a0 = a.L0, a1 = a.L1, a2 = a.L2, a3 = a.L3;
        // The word of b comes first everywhere: mulx keeps its first operand in one register along a row.
        var t0 = b0 * a0;
        var c = MultiplyHigh(b0, a0);
        c = MulAdd(b0, a1, c, out var t1);
        c = MulAdd(b0, a2, c, out var t2);
        var t4 = MulAdd(b0, a3, c, out var t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);

        c = MulAdd(b1, a0, t0, out t0);
        c = MulAddAdd(b1, a1, t1, c, out t1);
        c = MulAddAdd(b1, a2, t2, c, out t2);
        t4 = MulAddAdd(b1, a3, t3, c, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);

        c = MulAdd(b2, a0, t0, out t0);
        c = MulAddAdd(b2, a1, t1, c, out t1);
        c = MulAddAdd(b2, a2, t2, c, out t2);
        t4 = MulAddAdd(b2, a3, t3, c, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);

        c = MulAdd(b3, a0, t0, out t0);
        c = MulAddAdd(b3, a1, t1, c, out t1);
        c = MulAddAdd(b3, a2, t2, c, out t2);
        t4 = MulAddAdd(b3, a3, t3, c, out t3);
        ReduceWord(ref t0, ref t1, ref t2, ref t3, t4);
        return SubtractModulusOnce(t0, t1, t2, t3);
    }

    /// <summary>The element whose Montgomery limbs are any 256-bit integer reduced modulo p.</summary>
    internal static Fp<TModulus> ReduceMontgomeryLimbs(ulong l0, ulong l1, ulong l2, ulong l3) =>
        MultiplyByWords(One, l0, l1, l2, l3);

    /// <summary>a·b/R mod p for any 256-bit integer b: products of either tier allow that on the right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp<TModulus> MultiplyByWords(in Fp<TModulus> a, ulong b0, ulong b1, ulong b2, ulong b3) =>
        a * new Fp<TModulus>(b0, b1, b2, b3);

    /// <summary>(t + m·p) / 2^64 with the m that makes the lowest word vanish.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReduceWord(ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ulong t4)
    {
        var m = t0 * TModulus.NegInverse;

        // The low word of m·p + t is zero by choice of m, so its carry is one unless t0 was zero already.
        var c = MultiplyHigh(m, TModulus.P0) + (t0 != 0 ? 1UL : 0UL);
        c = MulAddAdd(m, TModulus.P1, t1, c, out t0);
        c = MulAddAdd(m, TModulus.P2, t2, c, out t1);
        c = MulAddAdd(m, TModulus.P3, t3, c, out t2);
        t3 = t4 + c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MulAdd(ulong a, ulong b, ulong add, out ulong low)
    {
        low = (a * b) + add;
        return MultiplyHigh(a, b) + (low < add ? 1UL : 0UL);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MulAddAdd(ulong a, ulong b, ulong add, ulong carry, out ulong low)
    {
        var sum = (a * b) + add;
        low = sum + carry;
        return MultiplyHigh(a, b) + (sum < add ? 1UL : 0UL) + (low < carry ? 1UL : 0UL);
    }

    /// <summary>
    /// The high word of a product. <see cref="Math.BigMul(ulong, ulong, out ulong)"/> returns the low word through
    /// memory, whose round trip costs more than multiplying twice.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong MultiplyHigh(ulong a, ulong b)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.MultiplyNoFlags(a, b);
        return ArmBase.Arm64.IsSupported ? ArmBase.Arm64.MultiplyHigh(a, b) : Math.BigMul(a, b, out _);
    }

    /// <summary>x·v for a small signed integer: four word products, then Barrett reduction; far below a full product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Fp<TModulus> MulSmall(long value)
    {
        if (value == long.MinValue) return this * FromInt64(value);
        var v = (ulong)Math.Abs(value);
        var t0 = L0 * v;
        var c = MultiplyHigh(v, L0);
        c = MulAdd(v, L1, c, out var t1);
        c = MulAdd(v, L2, c, out var t2);
        var t4 = MulAdd(v, L3, c, out var t3);

        // T = x·v < 2^317. The estimate from T >> 253 is at most the quotient and less than 2.7 below it.
        var q = MultiplyHigh((t4 << 3) | (t3 >> 61), TModulus.Barrett);
        var m0 = q * TModulus.P0;
        c = MultiplyHigh(q, TModulus.P0);
        c = MulAdd(q, TModulus.P1, c, out var m1);
        c = MulAdd(q, TModulus.P2, c, out var m2);
        var m3 = (q * TModulus.P3) + c;
        var borrow = t0 < m0 ? 1UL : 0UL;
        t0 -= m0;
        t1 = SubBorrow(t1, m1, ref borrow);
        t2 = SubBorrow(t2, m2, ref borrow);
        t3 = t3 - m3 - borrow;
        Fp<TModulus> result = ReduceBelowThreeModuli(t0, t1, t2, t3);
        return value < 0 ? -result : result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp<TModulus> ReduceBelowThreeModuli(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        // The value may exceed 2^255, so the sign bit says nothing here: the final borrow decides.
        var borrow = s0 < TModulus.P0 ? 1UL : 0UL;
        var d0 = s0 - TModulus.P0;
        var d1 = SubBorrow(s1, TModulus.P1, ref borrow);
        var d2 = SubBorrow(s2, TModulus.P2, ref borrow);
        var d3 = SubBorrow(s3, TModulus.P3, ref borrow);
        var keep = 0 - borrow;
        return SubtractModulusOnce(
            d0 ^ ((d0 ^ s0) & keep), d1 ^ ((d1 ^ s1) & keep), d2 ^ ((d2 ^ s2) & keep), d3 ^ ((d3 ^ s3) & keep));
    }
}
