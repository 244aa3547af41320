using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Kernels.Dispatch;
using Reals = System.Runtime.Intrinsics.Vector512<double>;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <summary>
/// Eight field elements at a time in plain C# over <see cref="Vector512"/>: the pieces of the kernels of
/// <see cref="KernelTier.Vector"/>. The compiler keeps no structs of vectors in registers, so limbs are single locals
/// inside of a piece, and sums of products pass from one piece to the next in scratch memory.
/// </summary>
/// <remarks>
/// <para>An element is five limbs of 52 bits; differences of elements are limbs of either sign, without any carry.</para>
/// <para>A <b>column</b> X_k = Σ a_i·b_(k−i) has more than 64 bits. It is kept twice: modulo 2^64, from integer
/// products, and rounded, from fused multiply-adds of the same limbs as doubles. No single product is ever split into
/// high and low half; <see cref="CarryOut"/> makes the exact value of a whole column out of the two.</para>
/// </remarks>
internal static unsafe partial class ManagedLanes
{
    /// <summary>Vectors of nine columns: integers, then doubles.</summary>
    public const int ColumnVectors = 2 * Rounded;

    /// <summary>Where the doubles of columns begin.</summary>
    private const int Rounded = 9;

    private const int LimbBits = LaneConstants.LimbBits;

    private static Words Mask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(LaneConstants.LimbMask);
    }

    /// <summary>The first aligned vector in a block of stack, which takes 63 bytes more for that.</summary>
    public static Words* Align(byte* block) => (Words*)(((nint)block + 63) & ~63);

    /// <summary>
    /// Loads eight elements as limbs of the element times 2^shift (below 2^260). Lane order is 0 2 1 3 4 6 5 7, which
    /// saves half of the transpose; paired elements are 64 bytes apart, others 32.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        ulong* source, bool paired, int shift, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4)
    {
        const byte EvenBlocks = 0x88, OddBlocks = 0xDD;
        Words row0 = Row(source, 0, paired), row1 = Row(source, 1, paired);
        Words row2 = Row(source, 2, paired), row3 = Row(source, 3, paired);
        Words even01 = Avx512F.UnpackLow(row0, row1), odd01 = Avx512F.UnpackHigh(row0, row1);
        Words even23 = Avx512F.UnpackLow(row2, row3), odd23 = Avx512F.UnpackHigh(row2, row3);
        Words w0 = Avx512F.Shuffle4x128(even01, even23, EvenBlocks);
        Words w1 = Avx512F.Shuffle4x128(odd01, odd23, EvenBlocks);
        Words w2 = Avx512F.Shuffle4x128(even01, even23, OddBlocks);
        Words w3 = Avx512F.Shuffle4x128(odd01, odd23, OddBlocks);
        x0 = (w0 << shift) & Mask;
        x1 = ((w0 >> (52 - shift)) | (w1 << (12 + shift))) & Mask;
        x2 = ((w1 >> (40 - shift)) | (w2 << (24 + shift))) & Mask;
        x3 = ((w2 >> (28 - shift)) | (w3 << (36 + shift))) & Mask;
        x4 = w3 >> (16 - shift);
    }

    /// <summary>Loads eight elements into five vectors of scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ulong* source, bool paired, Words* x, int shift = 0)
    {
        Load(source, paired, shift, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
        Keep(x, x0, x1, x2, x3, x4);
    }

    /// <summary>The five limbs at the start of a work area, each in every lane, into scratch.</summary>
    public static void LoadScalar(void* limbs, Words* x)
    {
        for (var i = 0; i < 5; i++) x[i] = Vector512.Create(((ulong*)limbs)[i]);
    }

    /// <summary>Eight signed integers in lane order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words LoadIntegers(int* source)
    {
        return Avx512F.PermuteVar8x64(
            Avx512F.ConvertToVector512Int64(Vector256.Load(source)), Vector512.Create(0L, 2, 1, 3, 4, 6, 5, 7)).AsUInt64();
    }

    /// <summary>Puts limbs into scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(Words* x, Words x0, Words x1, Words x2, Words x3, Words x4)
    {
        x[0] = x0;
        x[1] = x1;
        x[2] = x2;
        x[3] = x3;
        x[4] = x4;
    }

    /// <summary>Stores eight elements from carried limbs, whose upper twelve bits do not count but for the top one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Words r0, Words r1, Words r2, Words r3, Words r4, ulong* destination)
    {
        Words w0 = (r0 & Mask) | (r1 << 52);
        Words w1 = ((r1 & Mask) >> 12) | (r2 << 40);
        Words w2 = ((r2 & Mask) >> 24) | (r3 << 28);
        Words w3 = ((r3 & Mask) >> 36) | (r4 << 16);
        Words low01 = Avx512F.UnpackLow(w0, w1), high01 = Avx512F.UnpackHigh(w0, w1);
        Words low23 = Avx512F.UnpackLow(w2, w3), high23 = Avx512F.UnpackHigh(w2, w3);
        Words first = Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), second = Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15);
        Avx512F.PermuteVar8x64x2(low01, first, low23).Store(destination);
        Avx512F.PermuteVar8x64x2(high01, first, high23).Store(destination + 8);
        Avx512F.PermuteVar8x64x2(low01, second, low23).Store(destination + 16);
        Avx512F.PermuteVar8x64x2(high01, second, high23).Store(destination + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Reals ToReals(Words signed) => Avx512DQ.ConvertToVector512Double(signed.AsInt64());

    /// <summary>Two elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Row(ulong* source, int row, bool paired) => paired
        ? Vector512.Create(Vector256.Load(source + (16 * row)), Vector256.Load(source + (16 * row) + 8))
        : Vector512.Load(source + (8 * row));

    /// <summary>A constant of the field in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Constant(ulong* constants, int offset, int limb = 0) =>
        Vector512.Create(constants[(offset / 8) + limb]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Reals RealConstant(ulong* constants, int offset, int limb) =>
        Vector512.Create(((double*)constants)[(offset / 8) + limb]);
}
