using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>The kernels that reduce arrays to sums, on every tier, against sums of single products.</summary>
public abstract class SumKernelTests<T>
    where T : struct, IModulus
{
    private readonly KernelCases<T> cases = new(72);

    [Fact]
    public void SumMatches() => KernelCases<T>.ForEach((set, length) =>
    {
        Fp<T>[] a = cases.Elements(length);
        Assert.Equal(Sum(length, i => a[i]), set.Over<T>().Sum(a));
    });

    [Fact]
    public void InnerProductMatches() => KernelCases<T>.ForEach((set, length) =>
    {
        Fp<T>[] a = cases.Elements(length), b = cases.Elements(length);
        Assert.Equal(Sum(length, i => a[i] * b[i]), set.Over<T>().InnerProduct(a, b));
    });

    [Fact]
    public void ProductRoundMatches() => KernelCases<T>.ForEach((set, length) =>
    {
        Fp<T>[] a = cases.Elements(length), b = cases.Elements(length);
        var (constant, quadratic) = set.Over<T>().ProductRound(a, b);
        Assert.Equal(Pairs(length, (l, _) => a[l] * b[l]), constant);
        Assert.Equal(Pairs(length, (l, h) => Slope(a, l, h) * Slope(b, l, h)), quadratic);
    });

    [Fact]
    public void FractionRoundMatches() => KernelCases<T>.ForEach((set, length) =>
    {
        Fp<T>[] a = cases.Elements(length), b = cases.Elements(length), c = cases.Elements(length);
        Fp<T>[] d = cases.Elements(length), e = cases.Elements((length + 1) / 2);
        var (constant, quadratic) = set.Over<T>().FractionRound(e, a, b, c, d);
        Assert.Equal(Pairs(length, (l, _) => e[l / 2] * ((a[l] * d[l]) + (b[l] * c[l]))), constant);
        Assert.Equal(
            Pairs(length, (l, h) => e[l / 2]
                * ((Slope(a, l, h) * Slope(d, l, h)) + (Slope(b, l, h) * Slope(c, l, h)))),
            quadratic);
    });

    [Fact]
    public void WeightedProductRoundMatches() => KernelCases<T>.ForEach((set, length) =>
    {
        Fp<T>[] e = cases.Elements(length), a = cases.Elements(length), b = cases.Elements(length);
        var (constant, quadratic, cubic) = set.Over<T>().WeightedProductRound(e, a, b);
        Fp<T> high = Pairs(length, (_, h) => h < length ? e[h] * a[h] * b[h] : default);
        Fp<T> slopes = Pairs(length, (l, h) => Slope(e, l, h) * Slope(a, l, h) * Slope(b, l, h));
        Assert.Equal(Pairs(length, (l, _) => e[l] * a[l] * b[l]), constant);
        Assert.Equal(slopes, cubic);

        // The value at −1 settles the quadratic coefficient: s(1) + s(−1) = 2·(s0 + s2).
        Fp<T> opposite = Pairs(length, (l, h) => (e[l] - Slope(e, l, h)) * (a[l] - Slope(a, l, h)) * (b[l] - Slope(b, l, h)));
        Assert.Equal(high + opposite, (constant + quadratic).Double());
    });

    /// <summary>Large limbs everywhere, over more than one block: no lane may overflow.</summary>
    [Fact]
    public void LargeElementsDoNotOverflow()
    {
        foreach (KernelSet set in KernelCases<T>.Sets)
        {
            CheckSumsOf(set, KernelCases<T>.Largest);
            CheckSumsOf(set, KernelCases<T>.Fullest);
        }
    }

    private static void CheckSumsOf(KernelSet set, Fp<T> m)
    {
        const int Length = 4000;
        Fp<T>[] full = [.. Enumerable.Repeat(m, Length)];
        Fp<T>[] odd = [.. Enumerable.Range(0, Length).Select(i => i % 2 == 0 ? Fp<T>.Zero : m)];
        Fp<T>[] weights = full[..(Length / 2)];
        Fp<T> count = Fp<T>.FromInt64(Length), half = Fp<T>.FromInt64(Length / 2), cube = half * m * m * m;
        Assert.Equal(count * m, set.Over<T>().Sum(full));
        Assert.Equal(count * m * m, set.Over<T>().InnerProduct(full, full));
        Assert.Equal((half * m * m, Fp<T>.Zero), set.Over<T>().ProductRound(full, full));
        Assert.Equal((Fp<T>.Zero, half * m * m), set.Over<T>().ProductRound(odd, odd));
        Assert.Equal((cube, default, default), set.Over<T>().WeightedProductRound(full, full, full));
        Assert.Equal((default, default, cube), set.Over<T>().WeightedProductRound(odd, odd, odd));
        Assert.Equal((cube.Double(), default), set.Over<T>().FractionRound(weights, full, full, full, full));
        Assert.Equal((default, cube.Double()), set.Over<T>().FractionRound(weights, odd, odd, odd, odd));
    }

    private static Fp<T> Slope(Fp<T>[] table, int low, int high) =>
        (high < table.Length ? table[high] : default) - table[low];

    private static Fp<T> Sum(int count, Func<int, Fp<T>> term)
    {
        Fp<T> sum = default;
        for (var i = 0; i < count; i++) sum += term(i);
        return sum;
    }

    private static Fp<T> Pairs(int length, Func<int, int, Fp<T>> term) =>
        Sum((length + 1) / 2, i => term(2 * i, (2 * i) + 1));
}

public sealed class FrSumKernelTests : SumKernelTests<FrModulus>;

public sealed class FqSumKernelTests : SumKernelTests<FqModulus>;
