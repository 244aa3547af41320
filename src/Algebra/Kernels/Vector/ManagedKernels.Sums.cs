using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkml.Algebra.Kernels.Dispatch;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <content>
/// Sums, added to the ten limbs of eight lanes each at the start of the work area. Columns add up over a few groups
/// before they are made exact, see <see cref="ManagedLanes.Flush"/>.
/// </content>
internal static unsafe partial class ManagedKernels
{
    // Lanes of one sum in the work area.
    private const int SumVectors = 10;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(ref KernelArguments a)
    {
        Words* sum = (Words*)a.Scratch;
        Words s0 = sum[0], s1 = sum[1], s2 = sum[2], s3 = sum[3], s4 = sum[4];
        var values = (ulong*)a.A;
        for (var g = a.Groups; g > 0; g--)
        {
            ManagedLanes.Load(values, false, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
            s0 += x0;
            s1 += x1;
            s2 += x2;
            s3 += x3;
            s4 += x4;
            values += Group;
        }

        ManagedLanes.Keep(sum, s0, s1, s2, s3, s4);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InnerProduct(ref KernelArguments a)
    {
        var block = stackalloc byte[(Columns + 1) * 64];
        Words* c = ManagedLanes.Align(block), sum = (Words*)a.Scratch;
        ManagedLanes.Clear(c);
        ulong* left = (ulong*)a.A, right = (ulong*)a.B;
        for (var g = a.Groups; g > 0; g--)
        {
            ManagedLanes.Load(left, false, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
            ManagedLanes.Load(right, false, 0, out Words y0, out Words y1, out Words y2, out Words y3, out Words y4);
            ManagedLanes.Multiply(c, x0, x1, x2, x3, x4, y0, y1, y2, y3, y4, true);
            if (g % ManagedLanes.ProductsPerFlush == 1) ManagedLanes.Flush(c, sum);
            left += Group;
            right += Group;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ProductRound(ref KernelArguments arguments)
    {
        var block = stackalloc byte[((2 * Columns) + (4 * Limbs) + 1) * 64];
        Words* c = ManagedLanes.Align(block), d = c + Columns, x = d + Columns, y = x + (2 * Limbs);
        Words* sum = (Words*)arguments.Scratch;
        ManagedLanes.Clear(c);
        ManagedLanes.Clear(d);
        ulong* a = (ulong*)arguments.A, b = (ulong*)arguments.B;
        for (var g = arguments.Groups; g > 0; g--)
        {
            LoadLine(a, x);
            LoadLine(b, y);
            ManagedLanes.MultiplyCall(c, x, y, true);
            ManagedLanes.MultiplyCall(d, x + Limbs, y + Limbs, true);
            if (g % ManagedLanes.ProductsPerFlush == 1)
            {
                ManagedLanes.Flush(c, sum);
                ManagedLanes.Flush(d, sum + SumVectors);
            }

            a += 2 * Group;
            b += 2 * Group;
        }
    }

    /// <summary>Σ E·(A·D + B·C) over low values and over differences, times 2^-4: the inner sums are reduced by 2^-260.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FractionRound(ref KernelArguments arguments)
    {
        var block = stackalloc byte[((4 * Columns) + (11 * Limbs) + 1) * 64];
        Words* total = ManagedLanes.Align(block), inner = total + (2 * Columns), e = inner + (2 * Columns);
        Words* reduced = e + Limbs, a = reduced + (2 * Limbs), b = a + (2 * Limbs), c = b + (2 * Limbs), d = c + (2 * Limbs);
        Words* sum = (Words*)arguments.Scratch;
        ManagedLanes.Clear(total);
        ManagedLanes.Clear(total + Columns);
        for (nint g = 0; g < arguments.Groups; g++)
        {
            var pairs = 2 * Group * g;
            LoadLine((ulong*)arguments.A + pairs, a);
            LoadLine((ulong*)arguments.B + pairs, b);
            LoadLine((ulong*)arguments.C + pairs, c);
            LoadLine((ulong*)arguments.D + pairs, d);
            ManagedLanes.Load((ulong*)arguments.E + (Group * g), false, e);
            ManagedLanes.MultiplyCall(inner, a, d, false);
            ManagedLanes.MultiplyCall(inner, b, c, true);
            ManagedLanes.MultiplyCall(inner + Columns, a + Limbs, d + Limbs, false);
            ManagedLanes.MultiplyCall(inner + Columns, b + Limbs, c + Limbs, true);
            ManagedLanes.Settle(inner, inner + Columns, (ulong*)arguments.Constants, reduced);
            ManagedLanes.MultiplyCall(total, e, reduced, true);
            ManagedLanes.MultiplyCall(total + Columns, e, reduced + Limbs, true);
            if ((g + 1) % ManagedLanes.ProductsPerFlush == 0 || g + 1 == arguments.Groups)
            {
                ManagedLanes.Flush(total, sum);
                ManagedLanes.Flush(total + Columns, sum + SumVectors);
            }
        }
    }

    /// <summary>
    /// With low values 0 and slopes δ: Σ e0·a0·b0, Σ δe·(a0·δb + δa·b0) + e0·δa·δb and Σ δe·δa·δb, times 2^-4.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightedProductRound(ref KernelArguments arguments)
    {
        var block = stackalloc byte[((9 * Columns) + (12 * Limbs) + 1) * 64];
        Words* total = ManagedLanes.Align(block), first = total + (3 * Columns), second = first + (3 * Columns);
        Words* reduced = second + (3 * Columns), e = reduced + (6 * Limbs);
        Words* sum = (Words*)arguments.Scratch;
        var k = (ulong*)arguments.Constants;
        for (var i = 0; i < 3; i++) ManagedLanes.Clear(total + (i * Columns));
        for (nint g = 0; g < arguments.Groups; g += 2)
        {
            // Three values of one group and three of the next make three reductions of two.
            var next = g + 1 < arguments.Groups ? g + 1 : g;
            MultiplySlopes(ref arguments, g, first, e);
            MultiplySlopes(ref arguments, next, second, e);
            for (var i = 0; i < 3; i++) ManagedLanes.Settle(first + (i * Columns), second + (i * Columns), k, reduced + (2 * i * Limbs));
            AddWeighted(ref arguments, g, total, reduced, e);
            if (next != g) AddWeighted(ref arguments, next, total, reduced + Limbs, e);
            if ((g + 2) % (ManagedLanes.ProductsPerFlush / 2) == 0 || g + 2 >= arguments.Groups)
            {
                for (var i = 0; i < 3; i++) ManagedLanes.Flush(total + (i * Columns), sum + (i * SumVectors));
            }
        }
    }

    /// <summary>The columns of a0·b0, a0·δb + δa·b0 and δa·δb; x is work space for four operands.</summary>
    private static void MultiplySlopes(ref KernelArguments arguments, nint group, Words* c, Words* x)
    {
        Words* b = x + (2 * Limbs);
        LoadLine((ulong*)arguments.A + (2 * Group * group), x);
        LoadLine((ulong*)arguments.B + (2 * Group * group), b);
        ManagedLanes.MultiplyCall(c, x, b, false);
        ManagedLanes.MultiplyCall(c + Columns, x, b + Limbs, false);
        ManagedLanes.MultiplyCall(c + Columns, x + Limbs, b, true);
        ManagedLanes.MultiplyCall(c + (2 * Columns), x + Limbs, b + Limbs, false);
    }

    /// <summary>Adds the three reduced values of a group, 2·5 vectors apart, with their weights to the sums.</summary>
    private static void AddWeighted(ref KernelArguments arguments, nint group, Words* total, Words* reduced, Words* e)
    {
        Words* slope = e + Limbs, cross = reduced + (2 * Limbs), slopes = cross + (2 * Limbs);
        LoadLine((ulong*)arguments.E + (2 * Group * group), e);
        ManagedLanes.MultiplyCall(total, e, reduced, true);
        ManagedLanes.MultiplyCall(total + Columns, slope, cross, true);
        ManagedLanes.MultiplyCall(total + Columns, e, slopes, true);
        ManagedLanes.MultiplyCall(total + (2 * Columns), slope, slopes, true);
    }

    /// <summary>Eight pairs: the low values' limbs, then the differences' (high − low), of either sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LoadLine(ulong* pairs, Words* x)
    {
        ManagedLanes.Load(pairs, true, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
        ManagedLanes.Load(pairs + 4, true, 0, out Words y0, out Words y1, out Words y2, out Words y3, out Words y4);
        ManagedLanes.Keep(x, x0, x1, x2, x3, x4);
        ManagedLanes.Keep(x + Limbs, y0 - x0, y1 - x1, y2 - x2, y3 - x3, y4 - x4);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InnerProductSmall(ref KernelArguments a)
    {
        var block = stackalloc byte[(Columns + 1) * 64];
        Words* c = ManagedLanes.Align(block);
        ManagedLanes.Clear(c);
        var values = (ulong*)a.A;
        var integers = (int*)a.B;
        for (var g = a.Groups; g > 0; g--)
        {
            ManagedLanes.Load(values, false, 0, out Words x0, out Words x1, out Words x2, out Words x3, out Words x4);
            ManagedLanes.MultiplyWord(c, x0, x1, x2, x3, x4, ManagedLanes.LoadIntegers(integers), true);
            values += Group;
            integers += 8;
        }

        // At most 96 products below 2^83 in a column: far below what columns take.
        ManagedLanes.Flush(c, (Words*)a.Scratch);
    }

    /// <summary>Output[i] = A[i] + w·B[i] for integers B; the scalar is w·2^52, of which one step takes 2^52 off.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateSmall(ref KernelArguments a)
    {
        var block = stackalloc byte[(Columns + Limbs + 1) * 64];
        Words* c = ManagedLanes.Align(block), w = c + Columns;
        ManagedLanes.LoadScalar(a.Scratch, w);
        ulong* values = (ulong*)a.A, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        var integers = (int*)a.B;
        for (var g = a.Groups; g > 0; g--)
        {
            Words n = ManagedLanes.LoadIntegers(integers);
            Words magnitude = Vector512.Abs(n.AsInt64()).AsUInt64();
            ManagedLanes.MultiplyWord(c, w[0], w[1], w[2], w[3], w[4], magnitude, false);
            ManagedLanes.StoreAccumulated(c, k, n, values, output);
            values += Group;
            integers += 8;
            output += Group;
        }
    }
}
