using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Kernels.Vector;

/// <summary>
/// Σ_k weight_k·row_k over rows of small integers, without reducing between the rows. A weight's stored 256 bits are cut
/// into eight signed 32-bit digits; a digit times an integer is one lane of a 32-bit multiplication, and 64-bit lanes hold
/// the sums of many: one multiplication and one addition for each digit and eight integers. Sixteen columns and
/// sixteen rows at a time keep the sixteen sums in registers.
/// </summary>
internal static unsafe class RowAccumulation
{
    private const int Digits = 8;
    private const int Columns = 16;
    private const int Rows = 16;

    // |digit| ≤ 2^31: sums of Σ|value| ≤ 2^31 stay below 2^62.
    private const long Budget = 1L << 31;

    /// <summary>Fewer rows than this do not pay for the conversion of the sums.</summary>
    public const int MinRows = 6;

    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported;
    }

    /// <summary>
    /// accumulator[i] += Σ_k weights[k]·values[offsets[k] + i] for i below <paramref name="columns"/>, a multiple of 16.
    /// </summary>
    public static void Add(Fr* accumulator, int columns, ReadOnlySpan<Fr> weights, int* values, ReadOnlySpan<int> offsets)
    {
        var rented = ArrayPool<long>.Shared.Rent(Digits * columns);
        fixed (long* sums = rented)
        {
            new Span<long>(sums, Digits * columns).Clear();
            var digits = stackalloc long[Digits * Rows];
            var rows = stackalloc int*[Rows];
            long spent = 0;
            for (var first = 0; first < weights.Length; first += Rows)
            {
                var count = Math.Min(Rows, weights.Length - first);
                for (var k = 0; k < count; k++)
                {
                    Cut(weights[first + k], digits + (Digits * k));
                    rows[k] = values + offsets[first + k];
                }

                var cost = count * Bound(rows, count, columns);
                if (cost > Budget)
                {
                    for (var k = 0; k < count; k++) AddLarge(accumulator, columns, weights[first + k], rows[k]);
                    continue;
                }

                if (spent + cost > Budget)
                {
                    Flush(accumulator, columns, sums);
                    spent = 0;
                }

                spent += cost;
                for (var column = 0; column < columns; column += Columns) AddBlock(sums + (Digits * column), digits, rows, count, column);
            }

            Flush(accumulator, columns, sums);
        }

        ArrayPool<long>.Shared.Return(rented);
    }

    /// <summary>A power of two above every |value| of the rows.</summary>
    private static long Bound(int** rows, int count, int columns)
    {
        Vector512<int> any = Vector512<int>.Zero;
        for (var k = 0; k < count; k++)
        {
            for (var i = 0; i < columns; i += Columns)
            {
                Vector512<int> x = Vector512.Load(rows[k] + i);
                any |= x ^ Vector512.ShiftRightArithmetic(x, 31);
            }
        }

        uint bits = 0;
        for (var i = 0; i < Vector512<int>.Count; i++) bits |= (uint)any[i];
        return 1L << (32 - System.Numerics.BitOperations.LeadingZeroCount(bits));
    }

    /// <summary>Digits d_j in [−2^31, 2^31) of the stored limbs: Σ d_j·2^(32j). The top one cannot overflow, as p &lt; 2^254.</summary>
    private static void Cut(in Fr weight, long* digits)
    {
        ulong carry = 0;
        Digit(weight.L0, ref carry, digits);
        Digit(weight.L1, ref carry, digits + 2);
        Digit(weight.L2, ref carry, digits + 4);
        Digit(weight.L3, ref carry, digits + 6);
    }

    private static void Digit(ulong limb, ref ulong carry, long* digits)
    {
        var low = (limb & uint.MaxValue) + carry;
        digits[0] = (int)(uint)low;
        carry = (low >> 32) + (digits[0] < 0 ? 1UL : 0);
        var high = (limb >> 32) + carry;
        digits[1] = (int)(uint)high;
        carry = (high >> 32) + (digits[1] < 0 ? 1UL : 0);
    }

    /// <summary>Adds rows of sixteen columns to their sums: eight vectors of the first eight columns, then of the others.</summary>
    private static void AddBlock(long* sums, long* digits, int** rows, int count, int column)
    {
        Vector512<long> a0 = Vector512.Load(sums), a1 = Vector512.Load(sums + 8), a2 = Vector512.Load(sums + 16);
        Vector512<long> a3 = Vector512.Load(sums + 24), a4 = Vector512.Load(sums + 32), a5 = Vector512.Load(sums + 40);
        Vector512<long> a6 = Vector512.Load(sums + 48), a7 = Vector512.Load(sums + 56), b0 = Vector512.Load(sums + 64);
        Vector512<long> b1 = Vector512.Load(sums + 72), b2 = Vector512.Load(sums + 80), b3 = Vector512.Load(sums + 88);
        Vector512<long> b4 = Vector512.Load(sums + 96), b5 = Vector512.Load(sums + 104), b6 = Vector512.Load(sums + 112);
        Vector512<long> b7 = Vector512.Load(sums + 120);
        for (var k = 0; k < count; k++, digits += Digits)
        {
            var row = rows[k] + column;
            Vector512<int> x = Avx512F.ConvertToVector512Int64(Vector256.Load(row)).AsInt32();
            Vector512<int> y = Avx512F.ConvertToVector512Int64(Vector256.Load(row + 8)).AsInt32();
            Step(x, y, digits[0], ref a0, ref b0);
            Step(x, y, digits[1], ref a1, ref b1);
            Step(x, y, digits[2], ref a2, ref b2);
            Step(x, y, digits[3], ref a3, ref b3);
            Step(x, y, digits[4], ref a4, ref b4);
            Step(x, y, digits[5], ref a5, ref b5);
            Step(x, y, digits[6], ref a6, ref b6);
            Step(x, y, digits[7], ref a7, ref b7);
        }

        a0.Store(sums);
        a1.Store(sums + 8);
        a2.Store(sums + 16);
        a3.Store(sums + 24);
        a4.Store(sums + 32);
        a5.Store(sums + 40);
        a6.Store(sums + 48);
        a7.Store(sums + 56);
        b0.Store(sums + 64);
        b1.Store(sums + 72);
        b2.Store(sums + 80);
        b3.Store(sums + 88);
        b4.Store(sums + 96);
        b5.Store(sums + 104);
        b6.Store(sums + 112);
        b7.Store(sums + 120);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(Vector512<int> x, Vector512<int> y, long digit, ref Vector512<long> a, ref Vector512<long> b)
    {
        Vector512<int> w = Vector512.Create(digit).AsInt32();
        a += Avx512F.Multiply(x, w);
        b += Avx512F.Multiply(y, w);
    }

    /// <summary>Rows with integers too large to be summed in lanes.</summary>
    private static void AddLarge(Fr* accumulator, int columns, in Fr weight, int* row)
    {
        for (var i = 0; i < columns; i++) accumulator[i] += weight.MulSmall(row[i]);
    }

    /// <summary>Adds the sums, as stored limbs modulo p, to the accumulator and clears them.</summary>
    private static void Flush(Fr* accumulator, int columns, long* sums)
    {
        var limbs = stackalloc ulong[4];
        for (var i = 0; i < columns; i++)
        {
            // Column i of a group of sixteen stands in lane i mod 8 of eight consecutive vectors.
            var lane = sums + (Digits * Columns * (i / Columns)) + (64 * (i / 8 % 2)) + (i % 8);
            long carry = 0;
            for (var j = 0; j < Digits; j++)
            {
                // |carry| < 2^31 and |sum| ≤ 2^62.
                carry += lane[8 * j];
                if ((j & 1) == 0) limbs[j / 2] = (uint)carry;
                else limbs[j / 2] |= (ulong)carry << 32;
                carry >>= 32;
            }

            // What is above 2^256 counts 2^256 mod p each, which is how one is stored.
            accumulator[i] += Fr.ReduceMontgomeryLimbs(limbs[0], limbs[1], limbs[2], limbs[3]) + Fr.FromInt64(carry);
        }

        new Span<long>(sums, Digits * columns).Clear();
    }
}
