using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Fields;

public sealed class FrVectorTests
{
    private readonly Sample sample = new(11);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    public void ElementwiseOperationsAgreeWithScalarOnes(int length)
    {
        Fr[] a = sample.FrArray(length), b = sample.FrArray(length), result = new Fr[length];
        Fr c = sample.Fr();
        KernelSet.Default.Fr.Add(a, b, result);
        Assert.Equal(a.Zip(b, (x, y) => x + y), result);
        KernelSet.Default.Fr.Subtract(a, b, result);
        Assert.Equal(a.Zip(b, (x, y) => x - y), result);
        KernelSet.Default.Fr.Multiply(a, b, result);
        Assert.Equal(a.Zip(b, (x, y) => x * y), result);
        Assert.Equal(result.Aggregate(Fr.Zero, (x, y) => x + y), KernelSet.Default.Fr.InnerProduct(a, b));
        Assert.Equal(KernelSet.Default.Fr.Sum(result), KernelSet.Default.Fr.InnerProduct(a, b));
        KernelSet.Default.Fr.MultiplyScalar(a, c, result);
        Assert.Equal(a.Select(x => x * c), result);
        KernelSet.Default.Fr.MultiplyAddScalar(result, c, b);
        Assert.Equal(a.Zip(b, (x, y) => (x + y) * c), result);
    }

    [Fact]
    public void DeferredReductionHoldsManyExtremeProducts()
    {
        // The largest stored limbs: the elements whose Montgomery form is p − 1.
        Assert.True(Fr.TryFromMontgomery(FrModulus.P0 - 1, FrModulus.P1, FrModulus.P2, FrModulus.P3, out Fr largest));
        var sum = default(Fr.ProductSum);
        Assert.Equal(Fr.Zero, sum.Reduce());
        const int Terms = 100_000;
        for (var i = 0; i < Terms; i++) sum.Add(largest, largest);
        Assert.Equal(largest * largest * Fr.FromInt64(Terms), sum.Reduce());
    }

    [Fact]
    public void FoldBindsTheLeastSignificantVariable()
    {
        Fr[] table = sample.FrArray(16);
        Fr r = sample.Fr();
        Fr[] expected = [.. Enumerable.Range(0, 8).Select(i => (table[2 * i] * (Fr.One - r)) + (table[(2 * i) + 1] * r))];
        Assert.Equal(8, KernelSet.Default.Fr.Fold(table, r));
        Assert.Equal(expected, table[..8]);
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.Fold(new Fr[3], r));
    }

    [Fact]
    public void SmallInnerProductsSurviveExtremes()
    {
        foreach (var length in new[] { 0, 1, 5, 1000 })
        {
            Fr[] weights = [.. sample.FrArray(length).Select((w, i) => i % 3 == 0 ? -Fr.One : w)];
            int[] corners = [int.MinValue, int.MaxValue, -1, 0, 1, 127];
            foreach (var fill in corners) Check(weights, [.. Enumerable.Repeat(fill, length)]);
            Check(weights, [.. Enumerable.Range(0, length).Select(_ => sample.Random.Next(int.MinValue, int.MaxValue))]);
        }

        static void Check(Fr[] weights, int[] values) => Assert.Equal(
            weights.Zip(values, (w, v) => w * Fr.FromInt64(v)).Aggregate(Fr.Zero, (x, y) => x + y),
            KernelSet.Default.Fr.InnerProductSmall(weights, values));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(10, int.MinValue, int.MaxValue)]
    [InlineData(3000, -128, 128)]
    [InlineData(3000, 5, 6)]
    [InlineData(3000, 0, 1)]
    public void SmallAccumulationMatches(int length, int low, int high)
    {
        Fr weight = sample.Fr();
        Fr[] accumulator = sample.FrArray(length);
        int[] values = [.. Enumerable.Range(0, length).Select(_ => sample.Random.Next(low, high))];
        Fr[] expected = [.. accumulator.Zip(values, (a, v) => a + (weight * Fr.FromInt64(v)))];
        KernelSet.Default.Fr.AccumulateSmall(accumulator, weight, values);
        Assert.Equal(expected, accumulator);
    }

    [Fact]
    public void DifferentLengthsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.Add(new Fr[1], new Fr[2], new Fr[2]));
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.InnerProduct(new Fr[1], new Fr[2]));
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.InnerProductSmall(new Fr[1], new int[2]));
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.AccumulateSmall(new Fr[1], Fr.One, new int[2]));
    }
}
