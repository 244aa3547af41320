using System.Runtime.CompilerServices;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
using Words = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Zkml.Algebra.Kernels.Vector;

/// <summary>
/// The kernels of <see cref="KernelTier.Vector"/>: what <see cref="ElementPrograms"/>, <c>SumPrograms</c> and
/// <c>SmallPrograms</c> assemble, with the same arguments, in C#. Optimized from the first call on.
/// </summary>
/// <remarks>
/// Products of two groups of eight are reduced together. Both are read before one is written, so an odd last group is
/// its own partner, and arrays may be updated in place.
/// </remarks>
internal static unsafe partial class ManagedKernels
{
    // Words of eight elements, or of half of eight pairs.
    private const int Group = 32;
    private const int Limbs = 5;
    private const int Columns = ManagedLanes.ColumnVectors;

    private const int FactorShift = LaneAssembler.FactorShift;

    /// <summary>Runs a kernel; the pointers must cover the groups.</summary>
    public static void Run(FieldKernel kernel, ref KernelArguments arguments)
    {
        switch (kernel)
        {
            case FieldKernel.Multiply: Multiply(ref arguments); break;
            case FieldKernel.MultiplyScalar: MultiplyScalar(ref arguments); break;
            case FieldKernel.MultiplyAddScalar: MultiplyAddScalar(ref arguments); break;
            case FieldKernel.Square: Square(ref arguments); break;
            case FieldKernel.Add: Add(ref arguments); break;
            case FieldKernel.Subtract: Subtract(ref arguments); break;
            case FieldKernel.AddPairs: AddPairs(ref arguments); break;
            case FieldKernel.Fold: Fold(ref arguments); break;
            case FieldKernel.Expand: Expand(ref arguments); break;
            case FieldKernel.AddFractions: AddFractions(ref arguments); break;
            case FieldKernel.Sum: Sum(ref arguments); break;
            case FieldKernel.InnerProduct: InnerProduct(ref arguments); break;
            case FieldKernel.ProductRound: ProductRound(ref arguments); break;
            case FieldKernel.FractionRound: FractionRound(ref arguments); break;
            case FieldKernel.WeightedProductRound: WeightedProductRound(ref arguments); break;
            case FieldKernel.InnerProductSmall: InnerProductSmall(ref arguments); break;
            case FieldKernel.AccumulateSmall: AccumulateSmall(ref arguments); break;
            default: throw new ArgumentOutOfRangeException(nameof(kernel));
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ref KernelArguments a)
    {
        var block = stackalloc byte[((2 * Columns) + 1) * 64];
        Words* c = ManagedLanes.Align(block);
        ulong* left = (ulong*)a.A, right = (ulong*)a.B, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g -= 2)
        {
            var next = g > 1 ? Group : 0;
            LoadAndMultiply(c, left, right);
            LoadAndMultiply(c + Columns, left + next, right + next);
            ManagedLanes.Finish(c, k, output, output + next);
            left += 2 * Group;
            right += 2 * Group;
            output += 2 * Group;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square(ref KernelArguments a)
    {
        var block = stackalloc byte[((2 * Columns) + 1) * 64];
        Words* c = ManagedLanes.Align(block);
        ulong* values = (ulong*)a.A, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g -= 2)
        {
            var next = g > 1 ? Group : 0;
            LoadAndSquare(c, values);
            LoadAndSquare(c + Columns, values + next);
            ManagedLanes.Finish(c, k, output, output + next);
            values += 2 * Group;
            output += 2 * Group;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyScalar(ref KernelArguments a)
    {
        var block = stackalloc byte[((2 * Columns) + (3 * Limbs) + 1) * 64];
        Words* c = ManagedLanes.Align(block), scalar = c + (2 * Columns), x = scalar + Limbs;
        ManagedLanes.LoadScalar(a.Scratch, scalar);
        ulong* values = (ulong*)a.A, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g -= 2)
        {
            var next = g > 1 ? Group : 0;
            LoadAndScale(c, scalar, values, x);
            LoadAndScale(c + Columns, scalar, values + next, x + Limbs);
            ManagedLanes.Finish(c, k, output, output + next);
            values += 2 * Group;
            output += 2 * Group;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyAddScalar(ref KernelArguments a)
    {
        var block = stackalloc byte[((2 * Columns) + (5 * Limbs) + 1) * 64];
        Words* c = ManagedLanes.Align(block), scalar = c + (2 * Columns), x = scalar + Limbs, addends = x + (2 * Limbs);
        ManagedLanes.LoadScalar(a.Scratch, scalar);
        ulong* values = (ulong*)a.A, sums = (ulong*)a.B, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g -= 2)
        {
            var next = g > 1 ? Group : 0;
            LoadAndScale(c, scalar, values, x);
            LoadAndScale(c + Columns, scalar, values + next, x + Limbs);
            ManagedLanes.Load(sums, false, addends);
            ManagedLanes.Load(sums + next, false, addends + Limbs);
            ManagedLanes.FinishSum(c, addends, k, output, output + next);
            values += 2 * Group;
            sums += 2 * Group;
            output += 2 * Group;
        }
    }

    /// <summary>Output[i] = A[2i] + s·(A[2i+1] − A[2i] + p).</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fold(ref KernelArguments a)
    {
        var block = stackalloc byte[((2 * Columns) + (4 * Limbs) + 1) * 64];
        Words* c = ManagedLanes.Align(block), scalar = c + (2 * Columns), lows = scalar + Limbs, x = lows + (2 * Limbs);
        ManagedLanes.LoadScalar(a.Scratch, scalar);
        ulong* pairs = (ulong*)a.A, output = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g -= 2)
        {
            var next = g > 1 ? Group : 0;
            LoadAndFold(c, k, scalar, pairs, lows, x);
            LoadAndFold(c + Columns, k, scalar, pairs + (2 * next), lows + Limbs, x);
            ManagedLanes.FinishSum(c, lows, k, output, output + next);
            pairs += 4 * Group;
            output += 2 * Group;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Expand(ref KernelArguments a)
    {
        var block = stackalloc byte[((2 * Columns) + (3 * Limbs) + 1) * 64];
        Words* c = ManagedLanes.Align(block), scalar = c + (2 * Columns), lows = scalar + Limbs;
        ManagedLanes.LoadScalar(a.Scratch, scalar);
        ulong* lower = (ulong*)a.A, upper = (ulong*)a.Output, k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g -= 2)
        {
            var next = g > 1 ? Group : 0;
            LoadAndScale(c, scalar, lower, lows);
            LoadAndScale(c + Columns, scalar, lower + next, lows + Limbs);
            ManagedLanes.Finish(c, k, upper, upper + next);
            SubtractFrom(k, lows, upper, lower);
            SubtractFrom(k, lows + Limbs, upper + next, lower + next);
            lower += 2 * Group;
            upper += 2 * Group;
        }
    }

    /// <summary>Sums of fractions A/B: Output[i] = A[2i]·B[2i+1] + A[2i+1]·B[2i], C[i] = B[2i]·B[2i+1].</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFractions(ref KernelArguments a)
    {
        var block = stackalloc byte[((4 * Columns) + (4 * Limbs) + 1) * 64];
        Words* c = ManagedLanes.Align(block), d = c + (2 * Columns), x = d + (2 * Columns);
        ulong* tops = (ulong*)a.A, bottoms = (ulong*)a.B, sums = (ulong*)a.Output, products = (ulong*)a.C;
        var k = (ulong*)a.Constants;
        for (var g = a.Groups; g > 0; g -= 2)
        {
            var next = g > 1 ? Group : 0;
            LoadAndAddFractions(c, d, tops, bottoms, x);
            LoadAndAddFractions(c + Columns, d + Columns, tops + (2 * next), bottoms + (2 * next), x);
            ManagedLanes.Finish(c, k, sums, sums + next);
            ManagedLanes.Finish(d, k, products, products + next);
            tops += 4 * Group;
            bottoms += 4 * Group;
            sums += 2 * Group;
            products += 2 * Group;
        }
    }
}
