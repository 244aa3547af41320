using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Products with small integers on every tier, through <see cref="FrVector"/>, which completes the kernels.</summary>
public sealed class SmallKernelTests
{
    private readonly KernelCases<FrModulus> cases = new(73);

    [Fact]
    public void SmallInnerProductsMatch() => KernelCases<FrModulus>.ForEach((set, length) =>
    {
        foreach (var values in Values(length))
        {
            Fr[] weights = cases.Elements(length);
            Fr expected = default;
            for (var i = 0; i < length; i++) expected += weights[i] * Fr.FromInt64(values[i]);
            Assert.Equal(expected, set.Fr.InnerProductSmall(weights, values));
        }
    });

    [Fact]
    public void IntegersBecomeElements() => KernelCases<FrModulus>.ForEach((set, length) =>
    {
        long[] values = [.. Enumerable.Range(0, length).Select(_ => cases.Random.NextInt64(long.MinValue, long.MaxValue))];
        long[] corners = [0, 1, -1, long.MaxValue, long.MinValue, int.MinValue];
        corners.AsSpan(0, Math.Min(length, corners.Length)).CopyTo(values);
        var elements = new Fr[length];
        set.Fr.FromInt64(values, elements);
        Assert.Equal(values.Select(Fr.FromInt64), elements);
    });

    [Fact]
    public void SmallAccumulationMatches() => KernelCases<FrModulus>.ForEach((set, length) =>
    {
        foreach (var values in Values(length))
        {
            foreach (Fr weight in cases.Scalars)
            {
                Fr[] sum = cases.Elements(length);
                Fr[] expected = [.. sum.Zip(values, (s, v) => s + (weight * Fr.FromInt64(v)))];
                set.Fr.AccumulateSmall(sum, weight, values);
                Assert.Equal(expected, sum);
            }
        }
    });

    [Theory]
    [InlineData(1, 40)]
    [InlineData(5, 16)]
    [InlineData(6, 15)]
    [InlineData(6, 16)]
    [InlineData(17, 33)]
    [InlineData(100, 64)]
    [InlineData(700, 19)]
    public void RowsAccumulateAsOneByOne(int rows, int columns)
    {
        foreach (KernelSet set in KernelCases<FrModulus>.Sets)
        {
            foreach (var values in Values((rows + 3) * columns))
            {
                // Rows overlap and repeat; one small stretch among large ones changes the way of summing in between.
                values.AsSpan(columns, Math.Min(20 * columns, values.Length - columns)).Fill(-3);
                int[] offsets = [.. Enumerable.Range(0, rows).Select(k => k % 3 == 0 ? k * columns : cases.Random.Next(values.Length - columns + 1))];
                Fr[] weights = [.. cases.Elements(rows).Select((w, k) => k % 7 == 0 ? KernelCases<FrModulus>.Largest : w)];
                Fr[] sum = cases.Elements(columns);
                Fr[] expected = [.. sum];
                for (var k = 0; k < rows; k++)
                {
                    for (var i = 0; i < columns; i++) expected[i] += weights[k] * Fr.FromInt64(values[offsets[k] + i]);
                }

                set.Fr.AccumulateRows(sum, weights, values, offsets);
                Assert.Equal(expected, sum);
            }
        }
    }

    [Theory]
    [InlineData(127)]
    [InlineData(-128)]
    [InlineData(1 << 24)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void ManyRowsOfTheLargestElementDoNotOverflow(int value)
    {
        const int Rows = 5000;
        int[] values = [.. Enumerable.Repeat(value, 32)];
        Fr[] weights = [.. Enumerable.Repeat(KernelCases<FrModulus>.Largest, Rows)];
        foreach (KernelSet set in KernelCases<FrModulus>.Sets)
        {
            var sum = new Fr[32];
            set.Fr.AccumulateRows(sum, weights, values, new int[Rows]);
            Assert.All(sum, s => Assert.Equal(weights[0] * Fr.FromInt64((long)value * Rows), s));
        }
    }

    [Fact]
    public void RowsOutsideTheValuesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.AccumulateRows(new Fr[16], new Fr[1], new int[20], [5]));
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.AccumulateRows(new Fr[16], new Fr[1], new int[20], [-1]));
        Assert.Throws<ArgumentException>(() => KernelSet.Default.Fr.AccumulateRows(new Fr[16], new Fr[2], new int[20], [0]));
    }

    [Fact]
    public void LargestElementsDoNotOverflow()
    {
        const int Length = 4000;
        foreach (KernelSet set in KernelCases<FrModulus>.Sets)
        {
            Fr[] weights = [.. Enumerable.Repeat(KernelCases<FrModulus>.Largest, Length)];
            foreach (var value in new[] { int.MinValue, int.MaxValue, -1 })
            {
                int[] values = [.. Enumerable.Repeat(value, Length)];
                Assert.Equal(
                    weights[0] * Fr.FromInt64((long)value * Length), set.Fr.InnerProductSmall(weights, values));
            }
        }
    }

    private IEnumerable<int[]> Values(int length)
    {
        int[] corners = [int.MinValue, int.MinValue + 1, int.MaxValue, -1, 0, 1, 127, -128];
        yield return [.. Enumerable.Range(0, length).Select(_ => corners[cases.Random.Next(corners.Length)])];
        yield return [.. Enumerable.Range(0, length).Select(_ => cases.Random.Next(-128, 128))];
        yield return [.. Enumerable.Range(0, length).Select(_ => cases.Random.Next(int.MinValue, int.MaxValue))];
    }
}
