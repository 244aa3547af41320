using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reals = System.Runtime.Intrinsics.Vector512<double>;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <content>Products into columns: three operations per pair of limbs, one integer product, one addition, one FMA.</content>
internal static unsafe partial class ManagedLanes
{
    /// <summary>Columns c = x·y, or c += x·y, for limbs in scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(Words* c, Words* x, Words* y, bool add) =>
        Multiply(c, x[0], x[1], x[2], x[3], x[4], y[0], y[1], y[2], y[3], y[4], add);

    /// <summary>Columns c = x·y, or c += x·y, for limbs in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(
        Words* c,
        Words x0,
        Words x1,
        Words x2,
        Words x3,
        Words x4,
        Words y0,
        Words y1,
        Words y2,
        Words y3,
        Words y4,
        bool add)
    {
        Reals d0 = ToReals(x0), d1 = ToReals(x1), d2 = ToReals(x2), d3 = ToReals(x3), d4 = ToReals(x4);
        Reals e0 = ToReals(y0), e1 = ToReals(y1), e2 = ToReals(y2), e3 = ToReals(y3), e4 = ToReals(y4);
        Put(c, 0, x0 * y0, First(c, 0, d0, e0, add), add);
        Put(c, 1, (x0 * y1) + (x1 * y0), Fma(d0, e1, First(c, 1, d1, e0, add)), add);
        Put(c, 2, (x0 * y2) + (x1 * y1) + (x2 * y0), Fma(d0, e2, Fma(d1, e1, First(c, 2, d2, e0, add))), add);
        Put(
            c,
            3,
            (x0 * y3) + (x1 * y2) + (x2 * y1) + (x3 * y0),
            Fma(d0, e3, Fma(d1, e2, Fma(d2, e1, First(c, 3, d3, e0, add)))),
            add);
        Put(
            c,
            4,
            (x0 * y4) + (x1 * y3) + (x2 * y2) + (x3 * y1) + (x4 * y0),
            Fma(d0, e4, Fma(d1, e3, Fma(d2, e2, Fma(d3, e1, First(c, 4, d4, e0, add))))),
            add);
        Put(
            c,
            5,
            (x1 * y4) + (x2 * y3) + (x3 * y2) + (x4 * y1),
            Fma(d1, e4, Fma(d2, e3, Fma(d3, e2, First(c, 5, d4, e1, add)))),
            add);
        Put(c, 6, (x2 * y4) + (x3 * y3) + (x4 * y2), Fma(d2, e4, Fma(d3, e3, First(c, 6, d4, e2, add))), add);
        Put(c, 7, (x3 * y4) + (x4 * y3), Fma(d3, e4, First(c, 7, d4, e3, add)), add);
        Put(c, 8, x4 * y4, First(c, 8, d4, e4, add), add);
    }

    /// <summary>Columns c = x², with products of different limbs computed once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square(Words* c, Words x0, Words x1, Words x2, Words x3, Words x4)
    {
        Reals d0 = ToReals(x0), d1 = ToReals(x1), d2 = ToReals(x2), d3 = ToReals(x3), d4 = ToReals(x4);
        Words y0 = x0 + x0, y1 = x1 + x1, y2 = x2 + x2, y3 = x3 + x3;
        Reals e0 = d0 + d0, e1 = d1 + d1, e2 = d2 + d2, e3 = d3 + d3;
        Put(c, 0, x0 * x0, d0 * d0, false);
        Put(c, 1, y0 * x1, e0 * d1, false);
        Put(c, 2, (y0 * x2) + (x1 * x1), Fma(e0, d2, d1 * d1), false);
        Put(c, 3, (y0 * x3) + (y1 * x2), Fma(e0, d3, e1 * d2), false);
        Put(c, 4, (y0 * x4) + (y1 * x3) + (x2 * x2), Fma(e0, d4, Fma(e1, d3, d2 * d2)), false);
        Put(c, 5, (y1 * x4) + (y2 * x3), Fma(e1, d4, e2 * d3), false);
        Put(c, 6, (y2 * x4) + (x3 * x3), Fma(e2, d4, d3 * d3), false);
        Put(c, 7, y3 * x4, e3 * d4, false);
        Put(c, 8, x4 * x4, d4 * d4, false);
    }

    /// <summary>Columns 0 to 4 of c = x·n, or c += x·n, for one word per lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyWord(Words* c, Words x0, Words x1, Words x2, Words x3, Words x4, Words n, bool add)
    {
        Reals real = ToReals(n);
        Put(c, 0, x0 * n, First(c, 0, ToReals(x0), real, add), add);
        Put(c, 1, x1 * n, First(c, 1, ToReals(x1), real, add), add);
        Put(c, 2, x2 * n, First(c, 2, ToReals(x2), real, add), add);
        Put(c, 3, x3 * n, First(c, 3, ToReals(x3), real, add), add);
        Put(c, 4, x4 * n, First(c, 4, ToReals(x4), real, add), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Words* c, int column, Words sum, Reals rounded, bool add)
    {
        c[column] = add ? c[column] + sum : sum;
        c[Rounded + column] = rounded.AsUInt64();
    }

    /// <summary>The start of a chain of fused multiply-adds: from the column so far, or from nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Reals First(Words* c, int column, Reals a, Reals b, bool add) =>
        add ? Fma(a, b, c[Rounded + column].AsDouble()) : a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Reals Fma(Reals a, Reals b, Reals c) => Vector512.FusedMultiplyAdd(a, b, c);
}
