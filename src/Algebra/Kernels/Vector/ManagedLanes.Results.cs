using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkml.Algebra.Kernels.Dispatch;
using Reals = System.Runtime.Intrinsics.Vector512<double>;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <content>Reductions of two groups at once, and the way to the one representative below p.</content>
internal static unsafe partial class ManagedLanes
{
    /// <summary>Reduces two groups' columns into 2·5 vectors of limbs, not carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(Words* c, Words* d, ulong* k, bool signed, Words* r)
    {
        Step0(c, signed, out Words t0, out Reals u0, out Words carryC);
        Step0(d, signed, out Words v0, out Reals w0, out Words carryD);
        Step1(c, k, signed, t0, u0, out Words t1, out Reals u1, ref carryC);
        Step1(d, k, signed, v0, w0, out Words v1, out Reals w1, ref carryD);
        Step2(c, k, signed, t0, u0, t1, u1, out Words t2, out Reals u2, ref carryC);
        Step2(d, k, signed, v0, w0, v1, w1, out Words v2, out Reals w2, ref carryD);
        Step3(c, k, signed, t0, u0, t1, u1, t2, u2, out Words t3, out Reals u3, ref carryC);
        Step3(d, k, signed, v0, w0, v1, w1, v2, w2, out Words v3, out Reals w3, ref carryD);
        Step4(c, k, signed, t0, u0, t1, u1, t2, u2, t3, u3, out Words t4, out Reals u4, ref carryC);
        Step4(d, k, signed, v0, w0, v1, w1, v2, w2, v3, w3, out Words v4, out Reals w4, ref carryD);
        Step5(c, k, signed, t0, u0, t1, u1, t2, u2, t3, u3, t4, u4, ref carryC, out r[0], out r[1]);
        Step5(d, k, signed, v0, w0, v1, w1, v2, w2, v3, w3, v4, w4, ref carryD, out r[5], out r[6]);
        Step6(c, k, signed, t2, u2, t3, u3, t4, u4, carryC, out r[2], out r[3], out r[4]);
        Step6(d, k, signed, v2, w2, v3, w3, v4, w4, carryD, out r[7], out r[8], out r[9]);
    }

    /// <summary>Stores two groups of products: values that a reduction leaves in [0, 2p).</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(Words* c, ulong* k, ulong* first, ulong* second)
    {
        var block = stackalloc byte[(10 + 1) * 64];
        Words* r = Align(block);
        Reduce(c, c + ColumnVectors, k, false, r);
        StoreCanonical(k, r[0], r[1], r[2], r[3], r[4], first);
        StoreCanonical(k, r[5], r[6], r[7], r[8], r[9], second);
    }

    /// <summary>The same plus an addend each, limbs of elements: values in [0, 3p).</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FinishSum(Words* c, Words* addends, ulong* k, ulong* first, ulong* second)
    {
        var block = stackalloc byte[(10 + 1) * 64];
        Words* r = Align(block);
        Reduce(c, c + ColumnVectors, k, true, r);
        StoreSum(k, r, addends, first);
        StoreSum(k, r + 5, addends + 5, second);
    }

    /// <summary>Two groups of products, divided by 2^260, as carried limbs of either sign at the top.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Settle(Words* c, Words* d, ulong* k, Words* r)
    {
        Reduce(c, d, k, true, r);
        CarryInPlace(r);
        CarryInPlace(r + 5);
    }

    /// <summary>Stores a value in [0, 2p), limbs not carried, fully reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreCanonical(
        ulong* k, Words r0, Words r1, Words r2, Words r3, Words r4, ulong* destination)
    {
        Canonical(k, ref r0, ref r1, ref r2, ref r3, ref r4);
        Store(r0, r1, r2, r3, r4, destination);
    }

    /// <summary>Limbs of a value in [0, 2p), not carried, fully reduced: the sign of x − p decides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Canonical(ulong* k, ref Words r0, ref Words r1, ref Words r2, ref Words r3, ref Words r4)
    {
        Words s0 = r0 - Constant(k, P), s1 = r1 - Constant(k, P, 1), s2 = r2 - Constant(k, P, 2);
        Words s3 = r3 - Constant(k, P, 3), s4 = r4 - Constant(k, P, 4);
        CarryAll(r0, ref r1, ref r2, ref r3, ref r4);
        CarryAll(s0, ref s1, ref s2, ref s3, ref s4);
        Words negative = Vector512.LessThan(s4.AsInt64(), Vector512<long>.Zero).AsUInt64();
        r0 = Vector512.ConditionalSelect(negative, r0, s0);
        r1 = Vector512.ConditionalSelect(negative, r1, s1);
        r2 = Vector512.ConditionalSelect(negative, r2, s2);
        r3 = Vector512.ConditionalSelect(negative, r3, s3);
        r4 = Vector512.ConditionalSelect(negative, r4, s4);
    }

    /// <summary>x − y mod p for carried limbs of elements below 2^52; carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractModular(
        ulong* k,
        ref Words x0,
        ref Words x1,
        ref Words x2,
        ref Words x3,
        ref Words x4,
        Words y0,
        Words y1,
        Words y2,
        Words y3,
        Words y4)
    {
        x0 -= y0;
        x1 -= y1;
        x2 -= y2;
        x3 -= y3;
        x4 -= y4;

        // The sign of a value is that of its top limb, once carried.
        Words c1 = x1 + Carry(x0);
        Words c2 = x2 + Carry(c1);
        Words c3 = x3 + Carry(c2);
        Words negative = Vector512.LessThan((x4 + Carry(c3)).AsInt64(), Vector512<long>.Zero).AsUInt64();
        x0 += negative & Constant(k, P);
        x1 += negative & Constant(k, P, 1);
        x2 += negative & Constant(k, P, 2);
        x3 += negative & Constant(k, P, 3);
        x4 += negative & Constant(k, P, 4);
        CarryAll(x0, ref x1, ref x2, ref x3, ref x4);
    }

    /// <summary>
    /// Takes p off where the value is above p by a wide margin: [0, 3p) becomes [0, 2p). The upper two limbs tell, as
    /// the others carry less than 2^12 into limb 3, and the comparison leaves two units of the top limb.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractOnce(ulong* k, ref Words r0, ref Words r1, ref Words r2, ref Words r3, ref Words r4)
    {
        Words above = Vector512.GreaterThan(
            (r4 + Carry(r3)).AsInt64(), Constant(k, LaneConstants.TopPlusOne).AsInt64()).AsUInt64();
        r0 -= above & Constant(k, P);
        r1 -= above & Constant(k, P, 1);
        r2 -= above & Constant(k, P, 2);
        r3 -= above & Constant(k, P, 3);
        r4 -= above & Constant(k, P, 4);
    }

    /// <summary>Moves carries, which may be negative, to the top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CarryAll(Words r0, ref Words r1, ref Words r2, ref Words r3, ref Words r4)
    {
        r1 += Carry(r0);
        r2 += Carry(r1);
        r3 += Carry(r2);
        r4 += Carry(r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSum(ulong* k, Words* r, Words* addend, ulong* destination)
    {
        Words r0 = r[0] + addend[0], r1 = r[1] + addend[1], r2 = r[2] + addend[2];
        Words r3 = r[3] + addend[3], r4 = r[4] + addend[4];
        SubtractOnce(k, ref r0, ref r1, ref r2, ref r3, ref r4);
        StoreCanonical(k, r0, r1, r2, r3, r4, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CarryInPlace(Words* r)
    {
        Words r0 = r[0], r1 = r[1], r2 = r[2], r3 = r[3], r4 = r[4];
        CarryAll(r0, ref r1, ref r2, ref r3, ref r4);
        Keep(r, r0 & Mask, r1 & Mask, r2 & Mask, r3 & Mask, r4);
    }
}
