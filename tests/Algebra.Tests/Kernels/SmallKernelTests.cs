using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Products with small integers on every tier, through <see cref="FrVector"/>, which completes the kernels.</summary>
[Collection(KernelCollection.Name)]
public sealed class SmallKernelTests
{
    private readonly KernelCases<FrModulus> cases = new(73);

    [Fact]
    public void SmallInnerProductsMatch() => KernelCases<FrModulus>.ForEach(length =>
    {
        foreach (int[] values in Values(length))
        {
            Fr[] weights = cases.Elements(length);
            Fr expected = default;
            for (int i = 0; i < length; i++)
                expected += weights[i] * Fr.FromInt64(values[i]);
            Assert.Equal(expected, FrVector.InnerProductSmall(weights, values));
        }
    });

    [Fact]
    public void SmallAccumulationMatches() => KernelCases<FrModulus>.ForEach(length =>
    {
        foreach (int[] values in Values(length))
        {
            foreach (Fr weight in cases.Scalars)
            {
                Fr[] sum = cases.Elements(length);
                Fr[] expected = [.. sum.Zip(values, (s, v) => s + (weight * Fr.FromInt64(v)))];
                FrVector.AccumulateSmall(sum, weight, values);
                Assert.Equal(expected, sum);
            }
        }
    });

    [Fact]
    public void LargestElementsDoNotOverflow()
    {
        const int Length = 4000;
        foreach (KernelTier tier in KernelCases<FrModulus>.Tiers)
        {
            using IDisposable force = KernelSupport.Force(tier);
            Fr[] weights = [.. Enumerable.Repeat(KernelCases<FrModulus>.Largest, Length)];
            foreach (int value in new[] { int.MinValue, int.MaxValue, -1 })
            {
                int[] values = [.. Enumerable.Repeat(value, Length)];
                Assert.Equal(
                    weights[0] * Fr.FromInt64((long)value * Length), FrVector.InnerProductSmall(weights, values));
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
