using System.Runtime.CompilerServices;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Ifma;
using Zkml.Algebra.Kernels.Portable;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <content>Kernels that reduce arrays to a few elements, and those with small integers.</content>
internal readonly unsafe partial struct FieldKernels<TModulus>
{
    private const int SumWork = (SumPrograms.WorkVectors + 1) * 64;

    // Longs of one sum in the work area: ten limbs of eight lanes.
    private const int SumLength = 80;

    public Fp<TModulus> Sum(ReadOnlySpan<Fp<TModulus>> values)
    {
        if (!TryGroups(values.Length, out var groups)) return PortableKernels<TModulus>.Sum(values);
        LaneSum<TModulus> sum = default, unused = default;
        fixed (Fp<TModulus>* a = values)
        {
            var arguments = new KernelArguments { A = a };
            RunSums(FieldKernel.Sum, arguments, groups, new(0, KernelSteps.Elements), 1, ref sum, ref unused, ref unused);
        }

        return sum.ReduceElements() + PortableKernels<TModulus>.Sum(values[(8 * groups)..]);
    }

    public Fp<TModulus> InnerProduct(ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right)
    {
        if (!TryGroups(left.Length, out var groups)) return PortableKernels<TModulus>.InnerProduct(left, right);
        LaneSum<TModulus> sum = default, unused = default;
        fixed (Fp<TModulus>* a = left, b = right)
        {
            var arguments = new KernelArguments { A = a, B = b };
            var steps = new KernelSteps(0, KernelSteps.Elements, KernelSteps.Elements);
            RunSums(FieldKernel.InnerProduct, arguments, groups, steps, 1, ref sum, ref unused, ref unused);
        }

        var done = 8 * groups;
        return sum.ReduceProducts() + PortableKernels<TModulus>.InnerProduct(left[done..], right[done..]);
    }

    public (Fp<TModulus> Constant, Fp<TModulus> Quadratic) ProductRound(
        ReadOnlySpan<Fp<TModulus>> a, ReadOnlySpan<Fp<TModulus>> b)
    {
        if (!TryGroups(a.Length / 2, out var groups)) return PortableRounds<TModulus>.Product(a, b);
        LaneSum<TModulus> constant = default, quadratic = default;
        fixed (Fp<TModulus>* pa = a, pb = b)
        {
            var arguments = new KernelArguments { A = pa, B = pb };
            var steps = new KernelSteps(0, KernelSteps.Pairs, KernelSteps.Pairs);
            RunSums(FieldKernel.ProductRound, arguments, groups, steps, 2, ref constant, ref quadratic, ref quadratic);
        }

        var (c, q) = PortableRounds<TModulus>.Product(a[(16 * groups)..], b[(16 * groups)..]);
        return (c + constant.ReduceProducts(), q + quadratic.ReduceProducts());
    }

    public (Fp<TModulus> Constant, Fp<TModulus> Quadratic) FractionRound(
        ReadOnlySpan<Fp<TModulus>> e,
        ReadOnlySpan<Fp<TModulus>> a,
        ReadOnlySpan<Fp<TModulus>> b,
        ReadOnlySpan<Fp<TModulus>> c,
        ReadOnlySpan<Fp<TModulus>> d)
    {
        if (!TryGroups(a.Length / 2, out var groups)) return PortableRounds<TModulus>.Fraction(e, a, b, c, d);
        LaneSum<TModulus> constant = default, quadratic = default;
        fixed (Fp<TModulus>* pe = e, pa = a, pb = b, pc = c, pd = d)
        {
            const int Pairs = KernelSteps.Pairs;
            var arguments = new KernelArguments { A = pa, B = pb, C = pc, D = pd, E = pe };
            var steps = new KernelSteps(0, Pairs, Pairs, Pairs, Pairs, KernelSteps.Elements);
            RunSums(FieldKernel.FractionRound, arguments, groups, steps, 2, ref constant, ref quadratic, ref quadratic);
        }

        var done = 16 * groups;
        var (restC, restQ) = PortableRounds<TModulus>.Fraction(e[(done / 2)..], a[done..], b[done..], c[done..], d[done..]);
        return (restC + Scaled(constant), restQ + Scaled(quadratic));
    }

    public (Fp<TModulus> Constant, Fp<TModulus> Quadratic, Fp<TModulus> Cubic) WeightedProductRound(
        ReadOnlySpan<Fp<TModulus>> e, ReadOnlySpan<Fp<TModulus>> a, ReadOnlySpan<Fp<TModulus>> b)
    {
        if (!TryGroups(a.Length / 2, out var groups)) return PortableRounds<TModulus>.WeightedProduct(e, a, b);
        LaneSum<TModulus> constant = default, quadratic = default, cubic = default;
        fixed (Fp<TModulus>* pe = e, pa = a, pb = b)
        {
            const int Pairs = KernelSteps.Pairs;
            var arguments = new KernelArguments { A = pa, B = pb, E = pe };
            var steps = new KernelSteps(0, Pairs, Pairs, E: Pairs);
            RunSums(
                FieldKernel.WeightedProductRound, arguments, groups, steps, 3, ref constant, ref quadratic, ref cubic);
        }

        var done = 16 * groups;
        var rest = PortableRounds<TModulus>.WeightedProduct(e[done..], a[done..], b[done..]);
        return (rest.Constant + Scaled(constant), rest.Quadratic + Scaled(quadratic), rest.Cubic + Scaled(cubic));
    }

    /// <summary>Σ weights[i]·values[i] over the first elements, and how many those are: what the vectors cover.</summary>
    public int InnerProductSmall(
        ReadOnlySpan<Fp<TModulus>> weights, ReadOnlySpan<int> values, out Fp<TModulus> result)
    {
        result = default;
        if (!TryGroups(weights.Length, out var groups)) return 0;
        LaneSum<TModulus> sum = default, unused = default;
        fixed (Fp<TModulus>* a = weights)
        fixed (int* b = values)
        {
            var arguments = new KernelArguments { A = a, B = b };
            var steps = new KernelSteps(0, KernelSteps.Elements, KernelSteps.Integers);
            RunSums(FieldKernel.InnerProductSmall, arguments, groups, steps, 1, ref sum, ref unused, ref unused);
        }

        result = sum.ReduceElements();
        return 8 * groups;
    }

    /// <summary>accumulator[i] += values[i]·weight over the first elements, and how many those are.</summary>
    [SkipLocalsInit]
    public int AccumulateSmall(Span<Fp<TModulus>> accumulator, in Fp<TModulus> weight, ReadOnlySpan<int> values)
    {
        if (!TryGroups(accumulator.Length, out var groups)) return 0;
        Fp<TModulus> shifted = weight * Fp<TModulus>.FromUInt64(1UL << LaneConstants.LimbBits);
        var work = stackalloc byte[ScalarWork];
        work = Aligned(work);
        LaneConstants.Split(shifted.L0, shifted.L1, shifted.L2, shifted.L3, 0, new Span<ulong>(work, 5));
        fixed (Fp<TModulus>* output = accumulator)
        fixed (int* b = values)
        {
            var arguments = new KernelArguments { Output = output, A = output, B = b, Scratch = work };
            var steps = new KernelSteps(KernelSteps.Elements, KernelSteps.Elements, KernelSteps.Integers);
            Run(FieldKernel.AccumulateSmall, arguments, groups, steps);
        }

        return 8 * groups;
    }

    /// <summary>Runs a kernel over blocks short enough for its lanes, and gathers its sums after each.</summary>
    [SkipLocalsInit]
    private void RunSums(
        FieldKernel kernel,
        KernelArguments arguments,
        int groups,
        KernelSteps steps,
        int sums,
        ref LaneSum<TModulus> first,
        ref LaneSum<TModulus> second,
        ref LaneSum<TModulus> third)
    {
        var work = stackalloc byte[SumWork];
        arguments.Scratch = work = Aligned(work);
        new Span<long>(work, SumLength * sums).Clear();
        for (var done = 0; done < groups; done += SumPrograms.MaxGroups)
        {
            var block = Math.Min(SumPrograms.MaxGroups, groups - done);
            Run(kernel, arguments, block, steps);
            steps.Advance(ref arguments, block);
            first.Drain((long*)work);
            if (sums > 1) second.Drain((long*)work + SumLength);
            if (sums > 2) third.Drain((long*)work + (2 * SumLength));
        }
    }

    /// <summary>Sums whose terms were divided by 2^260 once: 2^4 too small.</summary>
    private static Fp<TModulus> Scaled(in LaneSum<TModulus> sum) =>
        sum.ReduceProducts().Double().Double().Double().Double();
}
