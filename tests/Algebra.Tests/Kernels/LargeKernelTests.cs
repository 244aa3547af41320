using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Every kernel over long arrays, up to 2^20 elements: vector tiers against the portable one, bit for bit.</summary>
public abstract class LargeKernelTests<T>
    where T : struct, IModulus
{
    private readonly KernelCases<T> cases = new(74);

    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public void LongArraysMatchThePortableTier()
    {
        foreach (var length in KernelCases<T>.LargeLengths)
        {
            Fp<T>[] a = cases.Repeated(length), b = cases.Repeated(length), c = cases.Repeated(length);
            int[] small = [.. Enumerable.Range(0, length).Select(_ => cases.Random.Next(int.MinValue, int.MaxValue))];
            Fp<T>[] expected = Run(KernelTier.Portable, a, b, c, small);
            foreach (KernelTier tier in KernelCases<T>.Tiers.Where(t => t != KernelTier.Portable))
            {
                Assert.True(expected.AsSpan().SequenceEqual(Run(tier, a, b, c, small)), $"{tier} differs at {length}");
            }
        }
    }

    /// <summary>The results of all kernels, one after the other; those in place start from copies.</summary>
    private static Fp<T>[] Run(KernelTier tier, Fp<T>[] a, Fp<T>[] b, Fp<T>[] c, int[] small)
    {
        var set = new KernelSet(tier);
        int length = a.Length, half = length / 2;
        Fp<T>[] results = new Fp<T>[(6 * length) + (6 * half) + 10];
        var at = 0;
        Span<Fp<T>> Next(int count)
        {
            at += count;
            return results.AsSpan(at - count, count);
        }

        set.Over<T>().Add(a, b, Next(length));
        set.Over<T>().Subtract(a, b, Next(length));
        set.Over<T>().Multiply(a, b, Next(length));
        set.Over<T>().Square(a, Next(length));
        set.Over<T>().MultiplyScalar(a, b[1], Next(length));
        Span<Fp<T>> sums = Next(length);
        c.CopyTo(sums);
        set.Over<T>().MultiplyAddScalar(sums, b[1], a);
        set.Over<T>().AddPairs(a.AsSpan(0, 2 * half), Next(half));
        set.Over<T>().Fold(a.AsSpan(0, 2 * half), b[2], Next(half));
        Span<Fp<T>> lower = Next(half);
        a.AsSpan(0, half).CopyTo(lower);
        set.Over<T>().Expand(lower, b[3], Next(half));
        set.Over<T>().AddFractions(a.AsSpan(0, 2 * half), b.AsSpan(0, 2 * half), Next(half), Next(half));

        Next(1)[0] = set.Over<T>().Sum(a);
        Next(1)[0] = set.Over<T>().InnerProduct(a, b);
        (Next(1)[0], Next(1)[0]) = set.Over<T>().ProductRound(a, b);
        (Next(1)[0], Next(1)[0]) = set.Over<T>().FractionRound(c.AsSpan(0, (length + 1) / 2), a, b, c, a);
        (Next(1)[0], Next(1)[0], Next(1)[0]) = set.Over<T>().WeightedProductRound(c, a, b);
        Next(1)[0] = InnerProductSmall(set, a, small);
        AccumulateSmall(set, results.AsSpan(0, length), a[4], small);
        return results;
    }

    // The kernels leave the last elements to FrVector; these complete them for either field.
    private static Fp<T> InnerProductSmall(KernelSet set, Fp<T>[] weights, int[] values)
    {
        var done = set.Over<T>().InnerProductSmall(weights, values, out Fp<T> sum);
        for (var i = done; i < weights.Length; i++) sum += weights[i] * Fp<T>.FromInt64(values[i]);
        return sum;
    }

    private static void AccumulateSmall(KernelSet set, Span<Fp<T>> sums, Fp<T> weight, int[] values)
    {
        var done = set.Over<T>().AccumulateSmall(sums, weight, values);
        for (var i = done; i < sums.Length; i++) sums[i] += weight * Fp<T>.FromInt64(values[i]);
    }
}

public sealed class FrLargeKernelTests : LargeKernelTests<FrModulus>;

public sealed class FqLargeKernelTests : LargeKernelTests<FqModulus>;
