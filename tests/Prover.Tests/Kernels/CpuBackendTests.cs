using Zkml.Algebra.Curves;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;
using Zkml.Prover.Backends;

namespace Zkml.Prover.Tests.Kernels;

/// <summary>The reference kernels against the definitions that their contracts state.</summary>
public class CpuBackendTests
{
    private static readonly IComputeBackend Backend = CpuBackend.Default;

    // Above 2 · 2^9 entries the kernels share their work between threads.
    public static TheoryData<int> Lengths => [1, 2, 3, 4, 5, 7, 8, 16, 31, 100, 255, 512, 1000, 1023, 1024, 2049, 2500, 4096, 4097];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void FoldBindsTheLowestVariable(int length)
    {
        var random = new RandomElements(length);
        var (table, r) = (random.Array(length + 3), random.Next());
        var expected = Enumerable.Range(0, (length + 1) / 2).Select(i => At(table, length, i, r)).ToArray();
        Assert.Equal(expected.Length, Backend.Fold(table, length, r));
        Assert.Equal(expected, table[..expected.Length]);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ProductRoundIsTheSumOfProducts(int length)
    {
        var random = new RandomElements(length);
        var (a, b) = (random.Array(length + 2), random.Array(length + 2));
        var sums = Backend.ProductRound(a, b, length);
        Fr Direct(Fr x) => Sum((length + 1) / 2, i => At(a, length, i, x) * At(b, length, i, x));
        AssertPolynomial(Direct, sums, 2);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void WeightedProductRoundIsTheSumOfWeightedProducts(int length)
    {
        var random = new RandomElements(length);
        var (e, a, b) = (random.Array(length + 2), random.Array(length + 2), random.Array(length + 2));
        var sums = Backend.WeightedProductRound(e, a, b, length);
        Fr Direct(Fr x) => Sum((length + 1) / 2, i => At(e, length, i, x) * At(a, length, i, x) * At(b, length, i, x));
        AssertPolynomial(Direct, sums, 3);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(16, 1)]
    [InlineData(512, 256)]
    [InlineData(2048, 64)]
    [InlineData(8192, 1024)]
    [InlineData(8190, 512)]
    public void FractionRoundIsTheSumOfFractions(int length, int lowLength)
    {
        var random = new RandomElements(length);
        var (low, high) = (random.Array(lowLength), random.Array((length / 2 / lowLength) + 1));
        var e = Enumerable.Range(0, length / 2).Select(i => low[i % lowLength] * high[i / lowLength]).ToArray();
        Fr[][] t = [random.Array(length), random.Array(length), random.Array(length), random.Array(length)];
        var sums = Backend.FractionRound(low, high, t[0], t[1], t[2], t[3], length);
        Fr Direct(Fr x) => Sum(length / 2, i =>
            e[i] * ((At(t[0], length, i, x) * At(t[3], length, i, x)) + (At(t[1], length, i, x) * At(t[2], length, i, x))));
        AssertPolynomial(Direct, sums, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(300)]
    public void MultiexponentiationsAreSumsOfMultiples(int count)
    {
        var random = new RandomElements(count);
        var bases = TestKeys.Srs.G1Powers[..count];
        var scalars = random.Array(count);
        var small = Enumerable.Range(0, count).Select(i => (i % 5) switch { 0 => 0L, 1 => -i, 2 => long.MaxValue - i, 3 => long.MinValue + i, _ => i }).ToArray();
        Assert.Equal(Naive(bases, scalars), Backend.Msm(bases, scalars));
        Assert.Equal(Naive(bases, [.. small.Select(Fr.FromInt64)]), Backend.MsmSmall(bases, small));
    }

    [Fact]
    public void PrecomputedMultiplesChangeNothing()
    {
        var random = new RandomElements(4);
        var backend = new CpuBackend(Cpu.Default, new PrecomputedBases(TestKeys.Srs.G1Powers[..200], Cpu.Default));
        foreach (var (from, to) in new[] { (0, 1), (0, 200), (0, 77), (3, 90), (0, 201) })
        {
            var bases = TestKeys.Srs.G1Powers[from..to];
            var scalars = random.Array(to - from);
            Assert.Equal(Backend.Msm(bases, scalars), backend.Msm(bases, scalars));
        }
    }

    private static G1Affine Naive(ReadOnlyMemory<G1Affine> bases, Fr[] scalars)
    {
        var sum = new G1Projective(G1Affine.Identity);
        for (var i = 0; i < scalars.Length; i++) sum += (bases.Span[i] * scalars[i]).ToAffine();
        return sum.ToAffine();
    }

    /// <summary>Entry i of the table with its lowest variable at x, entries beyond the length being zero.</summary>
    private static Fr At(Fr[] table, int length, int i, Fr x)
    {
        var high = (2 * i) + 1 < length ? table[(2 * i) + 1] : Fr.Zero;
        return table[2 * i] + (x * (high - table[2 * i]));
    }

    private static Fr Sum(int count, Func<int, Fr> term)
    {
        var sum = Fr.Zero;
        for (var i = 0; i < count; i++) sum += term(i);
        return sum;
    }

    /// <summary>The linear coefficient is s(1) − s(0) − the others; with it, s agrees at further points.</summary>
    private static void AssertPolynomial(Func<Fr, Fr> direct, RoundSums sums, int degree)
    {
        Assert.Equal(direct(Fr.Zero), sums.Constant);
        if (degree == 2) Assert.True(sums.Cubic.IsZero);
        var linear = direct(Fr.One) - sums.Constant - sums.Quadratic - sums.Cubic;
        foreach (var point in new[] { 2L, 3, -7, 1000003 })
        {
            var x = Fr.FromInt64(point);
            Assert.Equal(direct(x), sums.Constant + (x * (linear + (x * (sums.Quadratic + (x * sums.Cubic))))));
        }
    }
}
