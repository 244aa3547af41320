using System.Runtime.CompilerServices;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Ifma;
using Zkml.Algebra.Kernels.Portable;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>
/// The kernels of one tier over either field: whole groups of eight by assembled or vector code, the rest portable.
/// Lengths are the caller's duty here; a destination may be an operand, but not overlap one otherwise.
/// </summary>
internal readonly unsafe partial struct FieldKernels<TModulus>(KernelTier tier)
    where TModulus : struct, IModulus
{
    // Below this, a call with its conversions costs more than it saves.
    private const int Minimum = 16;

    private const int ScalarWork = 7 * 64;

    /// <summary>Whether there are kernels that take eight elements at a time.</summary>
    public bool UsesGroups
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => tier != KernelTier.Portable;
    }

    public void Add(
        ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right, Span<Fp<TModulus>> destination)
    {
        var done = Elementwise(FieldKernel.Add, left, right, destination);
        PortableKernels<TModulus>.Add(left[done..], right[done..], destination[done..]);
    }

    public void Subtract(
        ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right, Span<Fp<TModulus>> destination)
    {
        var done = Elementwise(FieldKernel.Subtract, left, right, destination);
        PortableKernels<TModulus>.Subtract(left[done..], right[done..], destination[done..]);
    }

    /// <summary>destination[i] = table[2i] + table[2i+1]; the destination may start the table.</summary>
    public void AddPairs(ReadOnlySpan<Fp<TModulus>> table, Span<Fp<TModulus>> destination)
    {
        var done = 0;
        if (TryGroups(destination.Length, out var groups))
        {
            done = 8 * groups;
            fixed (Fp<TModulus>* a = table, output = destination)
            {
                var arguments = new KernelArguments { Output = output, A = a };
                Run(FieldKernel.AddPairs, arguments, groups, new(KernelSteps.Elements, KernelSteps.Pairs));
            }
        }

        PortableKernels<TModulus>.AddPairs(table[(2 * done)..], destination[done..]);
    }

    public void Multiply(
        ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right, Span<Fp<TModulus>> destination)
    {
        var done = Elementwise(FieldKernel.Multiply, left, right, destination);
        PortableKernels<TModulus>.Multiply(left[done..], right[done..], destination[done..]);
    }

    public void Square(ReadOnlySpan<Fp<TModulus>> values, Span<Fp<TModulus>> destination)
    {
        var done = Elementwise(FieldKernel.Square, values, values, destination);
        PortableKernels<TModulus>.Square(values[done..], destination[done..]);
    }

    public void MultiplyScalar(
        ReadOnlySpan<Fp<TModulus>> values, in Fp<TModulus> scalar, Span<Fp<TModulus>> destination)
    {
        var done = WithScalar(FieldKernel.MultiplyScalar, values, scalar, destination, KernelSteps.Elements);
        PortableKernels<TModulus>.MultiplyScalar(values[done..], scalar, destination[done..]);
    }

    public void MultiplyAddScalar(
        Span<Fp<TModulus>> accumulator, in Fp<TModulus> scalar, ReadOnlySpan<Fp<TModulus>> values)
    {
        var done = WithScalar(FieldKernel.MultiplyAddScalar, values, scalar, accumulator, KernelSteps.Elements);
        PortableKernels<TModulus>.MultiplyAddScalar(accumulator[done..], scalar, values[done..]);
    }

    public void Fold(ReadOnlySpan<Fp<TModulus>> table, in Fp<TModulus> r, Span<Fp<TModulus>> destination)
    {
        var done = WithScalar(FieldKernel.Fold, table, r, destination, KernelSteps.Pairs);
        PortableKernels<TModulus>.Fold(table[(2 * done)..], r, destination[done..]);
    }

    /// <summary>upper = lower·r, then lower −= upper.</summary>
    public void Expand(Span<Fp<TModulus>> lower, in Fp<TModulus> r, Span<Fp<TModulus>> upper)
    {
        var done = 0;
        if (TryGroups(lower.Length, out var groups))
        {
            done = 8 * groups;
            var work = stackalloc byte[ScalarWork];
            work = Aligned(work);
            SplitScalar(r, work);
            fixed (Fp<TModulus>* low = lower, high = upper)
            {
                var arguments = new KernelArguments { Output = high, A = low, B = low, Scratch = work };
                Run(FieldKernel.Expand, arguments, groups, new(KernelSteps.Elements, KernelSteps.Elements, KernelSteps.Elements));
            }
        }

        PortableKernels<TModulus>.Expand(lower[done..], r, upper[done..]);
    }

    /// <summary>The sums of neighbouring fractions, without reducing them: half as many.</summary>
    public void AddFractions(
        ReadOnlySpan<Fp<TModulus>> numerators,
        ReadOnlySpan<Fp<TModulus>> denominators,
        Span<Fp<TModulus>> sumNumerators,
        Span<Fp<TModulus>> sumDenominators)
    {
        var done = 0;
        if (TryGroups(sumNumerators.Length, out var groups))
        {
            done = 8 * groups;
            fixed (Fp<TModulus>* n = numerators, d = denominators, sumN = sumNumerators, sumD = sumDenominators)
            {
                var arguments = new KernelArguments { Output = sumN, A = n, B = d, C = sumD };
                const int Pairs = KernelSteps.Pairs, Elements = KernelSteps.Elements;
                Run(FieldKernel.AddFractions, arguments, groups, new(Elements, Pairs, Pairs, Elements));
            }
        }

        PortableKernels<TModulus>.AddFractions(
            numerators[(2 * done)..], denominators[(2 * done)..], sumNumerators[done..], sumDenominators[done..]);
    }

    /// <summary>Whether to call kernels of groups for so many elements or pairs, and for how many groups of eight.</summary>
    private bool TryGroups(int count, out int groups)
    {
        groups = count / 8;
        return count >= Minimum && UsesGroups;
    }

    /// <summary>Kernels of two arrays.</summary>
    /// <returns>The elements done.</returns>
    private int Elementwise(
        FieldKernel kernel, ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right, Span<Fp<TModulus>> destination)
    {
        if (!TryGroups(destination.Length, out var groups)) return 0;
        fixed (Fp<TModulus>* a = left, b = right, output = destination)
        {
            var arguments = new KernelArguments { Output = output, A = a, B = b };
            Run(kernel, arguments, groups, new(KernelSteps.Elements, KernelSteps.Elements, KernelSteps.Elements));
        }

        return 8 * groups;
    }

    /// <summary>Kernels of one array and one scalar; the destination is the addend of those that have one.</summary>
    /// <returns>The elements done.</returns>
    [SkipLocalsInit]
    private int WithScalar(
        FieldKernel kernel, ReadOnlySpan<Fp<TModulus>> values, in Fp<TModulus> scalar, Span<Fp<TModulus>> destination, int valuesStep)
    {
        if (!TryGroups(destination.Length, out var groups)) return 0;
        var work = stackalloc byte[ScalarWork];
        work = Aligned(work);
        SplitScalar(scalar, work);
        fixed (Fp<TModulus>* a = values, output = destination)
        {
            var arguments = new KernelArguments { Output = output, A = a, B = output, Scratch = work };
            Run(kernel, arguments, groups, new(KernelSteps.Elements, valuesStep, KernelSteps.Elements));
        }

        return 8 * groups;
    }

    private void Run(FieldKernel kernel, KernelArguments arguments, int groups, KernelSteps steps) =>
        KernelLibrary.Run<TModulus>(tier, kernel, arguments, groups, steps);

    /// <summary>The scalar's limbs, with the factor that makes up for the division by 2^260.</summary>
    private static void SplitScalar(in Fp<TModulus> scalar, byte* work) => LaneConstants.Split(
        scalar.L0, scalar.L1, scalar.L2, scalar.L3, LaneAssembler.FactorShift, new Span<ulong>(work, 5));

    private static byte* Aligned(byte* work) => (byte*)(((nint)work + 63) & ~63);
}
