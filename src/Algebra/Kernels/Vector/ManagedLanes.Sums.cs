using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkml.Algebra.Kernels.Dispatch;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <content>Columns of many products, and of products with small integers.</content>
internal static unsafe partial class ManagedLanes
{
    /// <summary>
    /// Products of operands that columns take before they must be flushed: 40 products below 2^104 in magnitude stay
    /// below 2^109.4, where rounding is off by at most 2^56 each time.
    /// </summary>
    public const int ProductsPerFlush = 8;

    /// <summary>Sets columns to zero.</summary>
    public static void Clear(Words* c) => new Span<Words>(c, ColumnVectors).Clear();

    /// <summary><see cref="Multiply(Words*, Words*, Words*, bool)"/>, as a call: large kernels compile faster with it.</summary>
    public static void MultiplyCall(Words* c, Words* x, Words* y, bool add)
    {
        if (add) AddProduct(c, x, y);
        else SetProduct(c, x, y);
    }

    /// <summary>Adds columns of any sign to ten limbs of signed lanes, and clears them.</summary>
    /// <remarks>
    /// A limb grows by less than 2^52 + 2^11 + 2^9·2^48.4 &lt; 2^57.5 per flush: below 2^63 for the 24 flushes that
    /// <see cref="SumPrograms.MaxGroups"/> groups make at most.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Flush(Words* c, Words* sum)
    {
        Words carry = Words.Zero;
        for (var i = 0; i < Rounded; i++)
        {
            Words low = Split(c[i], OnGrid(c, i, true), true, out Words high);
            sum[i] += carry + (low & Mask);
            carry = Carry(low) + high;
            c[i] = Words.Zero;
            c[Rounded + i] = Words.Zero;
        }

        sum[Rounded] += carry;
    }

    /// <summary>
    /// Stores values ± x mod p, the sign that of n, where x is columns 0 to 4 (below 2^32·p) divided by 2^52 modulo p.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreAccumulated(Words* c, ulong* k, Words n, ulong* values, ulong* output)
    {
        Words quotient = (c[0] * Constant(k, LaneConstants.NegInverse)) & Mask;
        MultiplyWord(
            c, Constant(k, P), Constant(k, P, 1), Constant(k, P, 2), Constant(k, P, 3), Constant(k, P, 4), quotient, true);
        Words carry = CarryOut(c[0], OnGrid(c, 0, false), false);
        Words r0 = Split(c[1] + carry, OnGrid(c, 1, false), false, out carry);
        Words r1 = Split(c[2] + carry, OnGrid(c, 2, false), false, out carry);
        Words r2 = Split(c[3] + carry, OnGrid(c, 3, false), false, out carry);
        Words r3 = Split(c[4] + carry, OnGrid(c, 4, false), false, out Words r4);

        // 2p − x where n is negative: [0, 2p] either way, and an element makes it less than 3p.
        Words negative = Vector512.LessThan(n.AsInt64(), Vector512<long>.Zero).AsUInt64();
        Load(values, false, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
        x0 += Vector512.ConditionalSelect(negative, Constant(k, LaneConstants.TwoP) - r0, r0);
        x1 += Vector512.ConditionalSelect(negative, Constant(k, LaneConstants.TwoP, 1) - r1, r1);
        x2 += Vector512.ConditionalSelect(negative, Constant(k, LaneConstants.TwoP, 2) - r2, r2);
        x3 += Vector512.ConditionalSelect(negative, Constant(k, LaneConstants.TwoP, 3) - r3, r3);
        x4 += Vector512.ConditionalSelect(negative, Constant(k, LaneConstants.TwoP, 4) - r4, r4);
        SubtractOnce(k, ref x0, ref x1, ref x2, ref x3, ref x4);
        StoreCanonical(k, x0, x1, x2, x3, x4, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProduct(Words* c, Words* x, Words* y) => Multiply(c, x, y, true);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SetProduct(Words* c, Words* x, Words* y) => Multiply(c, x, y, false);
}
