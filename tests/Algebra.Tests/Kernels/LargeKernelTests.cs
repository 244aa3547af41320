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
        using IDisposable force = KernelSupport.Force(tier);
        int length = a.Length, half = length / 2;
        Fp<T>[] results = new Fp<T>[(6 * length) + (6 * half) + 10];
        var at = 0;
        Span<Fp<T>> Next(int count)
        {
            at += count;
            return results.AsSpan(at - count, count);
        }

        FieldKernels<T>.Add(a, b, Next(length));
        FieldKernels<T>.Subtract(a, b, Next(length));
        FieldKernels<T>.Multiply(a, b, Next(length));
        FieldKernels<T>.Square(a, Next(length));
        FieldKernels<T>.MultiplyScalar(a, b[1], Next(length));
        Span<Fp<T>> sums = Next(length);
        c.CopyTo(sums);
        FieldKernels<T>.MultiplyAddScalar(sums, b[1], a);
        FieldKernels<T>.AddPairs(a.AsSpan(0, 2 * half), Next(half));
        FieldKernels<T>.Fold(a.AsSpan(0, 2 * half), b[2], Next(half));
        Span<Fp<T>> lower = Next(half);
        a.AsSpan(0, half).CopyTo(lower);
        FieldKernels<T>.Expand(lower, b[3], Next(half));
        FieldKernels<T>.AddFractions(a.AsSpan(0, 2 * half), b.AsSpan(0, 2 * half), Next(half), Next(half));

        Next(1)[0] = FieldKernels<T>.Sum(a);
        Next(1)[0] = FieldKernels<T>.InnerProduct(a, b);
        (Next(1)[0], Next(1)[0]) = FieldKernels<T>.ProductRound(a, b);
        (Next(1)[0], Next(1)[0]) = FieldKernels<T>.FractionRound(c.AsSpan(0, (length + 1) / 2), a, b, c, a);
        (Next(1)[0], Next(1)[0], Next(1)[0]) = FieldKernels<T>.WeightedProductRound(c, a, b);
        Next(1)[0] = InnerProductSmall(a, small);
        AccumulateSmall(results.AsSpan(0, length), a[4], small);
        return results;
    }

    // The kernels leave the last elements to FrVector; these complete them for either field.
    private static Fp<T> InnerProductSmall(Fp<T>[] weights, int[] values)
    {
        var done = FieldKernels<T>.InnerProductSmall(weights, values, out Fp<T> sum);
        for (var i = done; i < weights.Length; i++) sum += weights[i] * Fp<T>.FromInt64(values[i]);
        return sum;
    }

    private static void AccumulateSmall(Span<Fp<T>> sums, Fp<T> weight, int[] values)
    {
        var done = FieldKernels<T>.AccumulateSmall(sums, weight, values);
        for (var i = done; i < sums.Length; i++) sums[i] += weight * Fp<T>.FromInt64(values[i]);
    }
}

[Collection(KernelCollection.Name)]
public sealed class FrLargeKernelTests : LargeKernelTests<FrModulus>;

[Collection(KernelCollection.Name)]
public sealed class FqLargeKernelTests : LargeKernelTests<FqModulus>;
