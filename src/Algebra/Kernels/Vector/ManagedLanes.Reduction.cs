using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkml.Algebra.Kernels.Dispatch;
using Reals = System.Runtime.Intrinsics.Vector512<double>;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <content>
/// From columns back to limbs: Σ c_k·2^(52k) / 2^260 modulo p. Three digits t vanish by t·(2^-52 mod p) in the columns
/// above, which needs no quotient but leaves as much as t·p; two more by Montgomery's q·p, which leave p at most.
/// </content>
/// <remarks>
/// With T the value of the columns, the result is in (min(T, 0)/2^260, p + max(T, 0)/2^260 + p·2^-50), limbs not
/// carried: below 2^63 in magnitude, as digits, carries and <see cref="CarryOut"/> say. A step waits for the one before
/// it, some 20 cycles; so callers alternate the steps of two groups.
/// </remarks>
internal static unsafe partial class ManagedLanes
{
    private const int P = LaneConstants.P, PReal = LaneConstants.PReal;
    private const int S = LaneConstants.Shift, SReal = LaneConstants.ShiftReal;

    // Adding 2^113 to less than that rounds to a multiple of 2^61; 2^112 more leaves room for either sign.
    private const double Grid = 1.0 * (1L << 57) * (1L << 56);
    private const double SignedGrid = 1.5 * Grid;

    /// <summary>Column 0, and digit 0 with its double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step0(Words* c, bool signed, out Words t0, out Reals u0, out Words carry)
    {
        Words s = c[0];
        t0 = s & Mask;
        u0 = ToReals(t0);
        carry = CarryOut(s, OnGrid(c, 0, signed), signed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step1(
        Words* c, ulong* k, bool signed, Words t0, Reals u0, out Words t1, out Reals u1, ref Words carry)
    {
        Words s = c[1] + (t0 * Constant(k, S)) + carry;
        t1 = s & Mask;
        u1 = ToReals(t1);
        carry = CarryOut(s, Fma(u0, RealConstant(k, SReal, 0), OnGrid(c, 1, signed)), signed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step2(
        Words* c, ulong* k, bool signed, Words t0, Reals u0, Words t1, Reals u1, out Words t2, out Reals u2, ref Words carry)
    {
        Words s = c[2] + (t0 * Constant(k, S, 1)) + (t1 * Constant(k, S)) + carry;
        t2 = s & Mask;
        u2 = ToReals(t2);
        Reals h = Fma(u0, RealConstant(k, SReal, 1), OnGrid(c, 2, signed));
        carry = CarryOut(s, Fma(u1, RealConstant(k, SReal, 0), h), signed);
    }

    /// <summary>Column 3: the first digit that is a quotient, which makes the low 52 bits vanish.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step3(
        Words* c,
        ulong* k,
        bool signed,
        Words t0,
        Reals u0,
        Words t1,
        Reals u1,
        Words t2,
        Reals u2,
        out Words t3,
        out Reals u3,
        ref Words carry)
    {
        Words s = c[3] + (t0 * Constant(k, S, 2)) + (t1 * Constant(k, S, 1)) + (t2 * Constant(k, S)) + carry;
        t3 = (s * Constant(k, LaneConstants.NegInverse)) & Mask;
        u3 = ToReals(t3);
        Reals h = Fma(u1, RealConstant(k, SReal, 1), Fma(u0, RealConstant(k, SReal, 2), OnGrid(c, 3, signed)));
        h = Fma(u3, RealConstant(k, PReal, 0), Fma(u2, RealConstant(k, SReal, 0), h));
        carry = CarryOut(s + (t3 * Constant(k, P)), h, signed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step4(
        Words* c,
        ulong* k,
        bool signed,
        Words t0,
        Reals u0,
        Words t1,
        Reals u1,
        Words t2,
        Reals u2,
        Words t3,
        Reals u3,
        out Words t4,
        out Reals u4,
        ref Words carry)
    {
        Words s = c[4] + (t0 * Constant(k, S, 3)) + (t1 * Constant(k, S, 2)) + (t2 * Constant(k, S, 1))
            + (t3 * Constant(k, P, 1)) + carry;
        t4 = (s * Constant(k, LaneConstants.NegInverse)) & Mask;
        u4 = ToReals(t4);
        Reals h = Fma(u1, RealConstant(k, SReal, 2), Fma(u0, RealConstant(k, SReal, 3), OnGrid(c, 4, signed)));
        h = Fma(u3, RealConstant(k, PReal, 1), Fma(u2, RealConstant(k, SReal, 1), h));
        carry = CarryOut(s + (t4 * Constant(k, P)), Fma(u4, RealConstant(k, PReal, 0), h), signed);
    }

    /// <summary>Columns 5 and 6, limbs 0 and 1; the carry becomes the high part of column 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step5(
        Words* c,
        ulong* k,
        bool signed,
        Words t0,
        Reals u0,
        Words t1,
        Reals u1,
        Words t2,
        Reals u2,
        Words t3,
        Reals u3,
        Words t4,
        Reals u4,
        ref Words carry,
        out Words r0,
        out Words r1)
    {
        Words s = c[5] + (t0 * Constant(k, S, 4)) + (t1 * Constant(k, S, 3)) + (t2 * Constant(k, S, 2))
            + (t3 * Constant(k, P, 2)) + (t4 * Constant(k, P, 1)) + carry;
        Reals h = Fma(u1, RealConstant(k, SReal, 3), Fma(u0, RealConstant(k, SReal, 4), OnGrid(c, 5, signed)));
        h = Fma(u3, RealConstant(k, PReal, 2), Fma(u2, RealConstant(k, SReal, 2), h));
        r0 = Split(s, Fma(u4, RealConstant(k, PReal, 1), h), signed, out carry);
        s = c[6] + (t1 * Constant(k, S, 4)) + (t2 * Constant(k, S, 3)) + (t3 * Constant(k, P, 3))
            + (t4 * Constant(k, P, 2)) + carry;
        h = Fma(u2, RealConstant(k, SReal, 3), Fma(u1, RealConstant(k, SReal, 4), OnGrid(c, 6, signed)));
        h = Fma(u4, RealConstant(k, PReal, 2), Fma(u3, RealConstant(k, PReal, 3), h));
        r1 = Split(s, h, signed, out carry);
    }

    /// <summary>Columns 7 and 8, limbs 2 to 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step6(
        Words* c,
        ulong* k,
        bool signed,
        Words t2,
        Reals u2,
        Words t3,
        Reals u3,
        Words t4,
        Reals u4,
        Words carry,
        out Words r2,
        out Words r3,
        out Words r4)
    {
        Words s = c[7] + (t2 * Constant(k, S, 4)) + (t3 * Constant(k, P, 4)) + (t4 * Constant(k, P, 3)) + carry;
        Reals h = Fma(u3, RealConstant(k, PReal, 4), Fma(u2, RealConstant(k, SReal, 4), OnGrid(c, 7, signed)));
        r2 = Split(s, Fma(u4, RealConstant(k, PReal, 3), h), signed, out carry);
        h = Fma(u4, RealConstant(k, PReal, 4), OnGrid(c, 8, signed));
        r3 = Split(c[8] + (t4 * Constant(k, P, 4)) + carry, h, signed, out r4);
    }

    /// <summary>A column's value divided by 2^52, rounded down: the carry into the next column.</summary>
    /// <param name="s">The column and the carry into it, modulo 2^64.</param>
    /// <param name="rounded">The column on the grid.</param>
    /// <param name="signed">Whether columns may be negative.</param>
    /// <remarks>
    /// <para>Let X be the column, H·2^61 the multiple of 2^61 that the doubles came to. Then X − H·2^61 is known modulo
    /// 2^64, hence exactly, if it is below 2^63 in magnitude; it is X's rounding error and the carry c into it.</para>
    /// <para>Errors, for limbs below 2^52 in magnitude (one factor 2^53 in <c>Fold</c>): before the grid, at most ten
    /// products make less than 2^108, with rounding errors of at most 2^54 each. 40 products (see
    /// <see cref="ProductsPerFlush"/>) make 40·2^56 at most. Reaching the grid adds 2^60, and so does each of at most
    /// five digits: below 6.2·2^60 in a reduction and 3.6·2^60 in a flush. |c| is below 2^58. All stay below 2^63.</para>
    /// <para>Columns stay within the grid's binade, [2^113, 2^114): |X| &lt; 2^112.</para>
    /// <para>H·2^9, the rest of the carry, is the double's representation shifted by 9: the exponent field 0x470 has
    /// no bits left in it then, which is why the grid is 2^113 and not another. Signed columns subtract the grid.</para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words CarryOut(Words s, Reals rounded, bool signed) =>
        Carry(Split(s, rounded, signed, out Words high)) + high;

    /// <summary>A column as a signed word, returned, and a multiple of 2^61, given divided by 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Split(Words s, Reals rounded, bool signed, out Words high)
    {
        Words h = rounded.AsUInt64();
        if (signed) h -= Vector512.Create(SignedGrid).AsUInt64();
        high = h << 9;
        return s - (h << 61);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Reals OnGrid(Words* c, int column, bool signed) =>
        c[Rounded + column].AsDouble() + Vector512.Create(signed ? SignedGrid : Grid);

    /// <summary>The signed upper bits of a limb.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Words Carry(Words x) => (x.AsInt64() >> LimbBits).AsUInt64();
}
