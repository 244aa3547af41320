using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkml.Algebra.Kernels.Dispatch;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <content>What the element-wise kernels do for one group of eight, and the kernels without products.</content>
internal static unsafe partial class ManagedKernels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadAndMultiply(Words* c, ulong* left, ulong* right)
    {
        ManagedLanes.Load(left, false, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
        ManagedLanes.Load(right, false, FactorShift, out Words y0, out Words y1, out Words y2, out Words y3, out Words y4);
        ManagedLanes.Multiply(c, x0, x1, x2, x3, x4, y0, y1, y2, y3, y4, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadAndSquare(Words* c, ulong* values)
    {
        ManagedLanes.Load(
            values, false, FactorShift / 2, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
        ManagedLanes.Square(c, x0, x1, x2, x3, x4);
    }

    /// <summary>Columns of eight elements times the scalar; keeps the elements' limbs in x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadAndScale(Words* c, Words* scalar, ulong* values, Words* x)
    {
        ManagedLanes.Load(values, false, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
        ManagedLanes.Keep(x, x0, x1, x2, x3, x4);
        ManagedLanes.Multiply(
            c, x0, x1, x2, x3, x4, scalar[0], scalar[1], scalar[2], scalar[3], scalar[4], false);
    }

    /// <summary>Columns of the scalar times high − low + p, whose value is positive though its limbs may not be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadAndFold(Words* c, ulong* k, Words* scalar, ulong* pairs, Words* low, Words* x)
    {
        ManagedLanes.Load(pairs, true, low);
        ManagedLanes.Load(pairs + 4, true, x);
        for (var i = 0; i < Limbs; i++) x[i] = x[i] - low[i] + Vector512.Create(k[(LaneConstants.P / 8) + i]);
        ManagedLanes.Multiply(c, x, scalar, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadAndAddFractions(Words* c, Words* d, ulong* tops, ulong* bottoms, Words* x)
    {
        Words* p0 = x, p1 = x + Limbs, q0 = p1 + Limbs, q1 = q0 + Limbs;
        ManagedLanes.Load(tops, true, p0, FactorShift);
        ManagedLanes.Load(tops + 4, true, p1, FactorShift);
        ManagedLanes.Load(bottoms, true, q0);
        ManagedLanes.Load(bottoms + 4, true, q1);
        ManagedLanes.MultiplyCall(c, p0, q1, false);
        ManagedLanes.MultiplyCall(c, p1, q0, true);
        ManagedLanes.Load(bottoms, true, q0, FactorShift);
        ManagedLanes.MultiplyCall(d, q0, q1, false);
    }

    /// <summary>lower = kept limbs − upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SubtractFrom(ulong* k, Words* kept, ulong* upper, ulong* lower)
    {
        ManagedLanes.Load(upper, false, 0, out Words y0, out Words y1, out Words y2, out Words y3, out Words y4);
        StoreDifference(k, kept[0], kept[1], kept[2], kept[3], kept[4], y0, y1, y2, y3, y4, lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ref KernelArguments a)
    {
        ulong* left = (ulong*)a.A, right = (ulong*)a.B, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g--)
        {
            StoreAdded(k, left, right, false, output);
            left += Group;
            right += Group;
            output += Group;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPairs(ref KernelArguments a)
    {
        ulong* pairs = (ulong*)a.A, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g--)
        {
            StoreAdded(k, pairs, pairs + 4, true, output);
            pairs += 2 * Group;
            output += Group;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(ref KernelArguments a)
    {
        ulong* left = (ulong*)a.A, right = (ulong*)a.B, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g--)
        {
            ManagedLanes.Load(left, false, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
            ManagedLanes.Load(right, false, 0, out Words y0, out Words y1, out Words y2, out Words y3, out Words y4);
            StoreDifference(k, x0, x1, x2, x3, x4, y0, y1, y2, y3, y4, output);
            left += Group;
            right += Group;
            output += Group;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreAdded(ulong* k, ulong* left, ulong* right, bool paired, ulong* output)
    {
        ManagedLanes.Load(left, paired, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
        ManagedLanes.Load(right, paired, 0, out Words y0, out Words y1, out Words y2, out Words y3, out Words y4);
        ManagedLanes.StoreCanonical(k, x0 + y0, x1 + y1, x2 + y2, x3 + y3, x4 + y4, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreDifference(
        ulong* k,
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
        ulong* output)
    {
        ManagedLanes.SubtractModular(k, ref x0, ref x1, ref x2, ref x3, ref x4, y0, y1, y2, y3, y4);
        ManagedLanes.Store(x0, x1, x2, x3, x4, output);
    }
}
