using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Polynomials;

public sealed class PolynomialTests
{
    private readonly Sample sample = new(13);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(14)]
    public void EqualityTableHoldsTheEvaluations(int variables)
    {
        Fr[] point = sample.FrArray(variables);
        Fr[] table = EqPolynomial.Table(point, Cpu.Default);
        Assert.Equal(1 << variables, table.Length);
        Assert.Equal(Fr.One, KernelSet.Default.Fr.Sum(table));
        foreach (var index in new[] { 0, table.Length / 3, table.Length - 1 })
        {
            Fr[] bits = [.. Enumerable.Range(0, variables).Select(k => Fr.FromInt64((index >> k) & 1))];
            Assert.Equal(EqPolynomial.Evaluate<Fr>(point, bits), table[index]);
        }

        Fr scale = sample.Fr();
        var scaled = new Fr[table.Length];
        EqPolynomial.Table(point, scale, scaled, Cpu.Default);
        Assert.Equal(table.Select(x => x * scale), scaled);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(9)]
    public void MultilinearEvaluationsAgree(int variables)
    {
        Fr[] point = sample.FrArray(variables);
        int[] small = [.. Enumerable.Range(0, 1 << variables).Select(_ => sample.Random.Next(-1000, 1000))];
        Fr[] table = [.. small.Select(v => Fr.FromInt64(v))];
        Fr expected = KernelSet.Default.Fr.InnerProduct(table, EqPolynomial.Table(point, Cpu.Default));
        Assert.Equal(expected, Multilinear.Evaluate(table, point, Cpu.Default));
        Assert.Equal(expected, Multilinear.Evaluate(small, point, Cpu.Default));
        Assert.Equal(expected, Multilinear.Evaluate([.. small.Select(v => (long)v)], point, Cpu.Default));
        Assert.Throws<ArgumentException>(() => Multilinear.Evaluate(new Fr[3], point, Cpu.Default));
    }

    [Fact]
    public void DivisionByLinearFactorLeavesTheValue()
    {
        Fr[] p = sample.FrArray(9);
        Fr a = sample.Fr(), x = sample.Fr();
        var quotient = new Fr[8];
        Fr remainder = Univariate.DivideByLinear(p, a, quotient);
        Assert.Equal(Univariate.Evaluate<Fr>(p, a), remainder);
        Assert.Equal(Univariate.Evaluate<Fr>(p, x), (Univariate.Evaluate<Fr>(quotient, x) * (x - a)) + remainder);
        Fr[] aliased = [.. p];
        Assert.Equal(remainder, Univariate.DivideByLinear(aliased, a, aliased.AsSpan(0, 8)));
        Assert.Equal(quotient, aliased[..8]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void InterpolationInvertsEvaluation(int count)
    {
        Fr[] p = sample.FrArray(count);
        Fr[] values = [.. Enumerable.Range(0, count).Select(i => Univariate.Evaluate<Fr>(p, Fr.FromInt64(i)))];
        Assert.Equal(p, Univariate.Interpolate(values));
    }
}
