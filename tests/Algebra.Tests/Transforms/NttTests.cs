using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Tests.Kernels;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transforms;

namespace Zkml.Algebra.Tests.Transforms;

/// <summary>
/// Transforms on every tier against definitions: evaluation at each point where that is affordable, the radix-2
/// transform of <see cref="SlowTransform"/> beyond.
/// </summary>
public sealed class NttTests
{
    private readonly KernelCases<FrModulus> cases = new(31);

    private static Fr Shift => Fr.FromUInt64(Ntt.Generator);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void ValuesAreEvaluations(int logSize) => OnEveryTier(cpu =>
    {
        Fr[] coefficients = cases.Elements(1 << logSize), values = [.. coefficients], coset = [.. coefficients];
        Fr root = Ntt.RootOfUnity(logSize);
        Ntt.Forward(values, cpu);
        Ntt.ForwardCoset(coset, Shift, cpu);
        for (var i = 0; i < values.Length; i++)
        {
            Fr x = root.Pow((ulong)i);
            Assert.Equal(Univariate.Evaluate<Fr>(coefficients, x), values[i]);
            Assert.Equal(Univariate.Evaluate<Fr>(coefficients, x * Shift), coset[i]);
        }
    });

    /// <summary>All sizes, and for each, values that drive every lane and every sum to its limits.</summary>
    [Fact]
    public void AllSizesAgreeWithTheSlowTransform()
    {
        for (var logSize = 0; logSize <= 16; logSize++)
        {
            foreach (Fr[] values in Inputs(1 << logSize)) Check(values);
        }
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public void LargeTransformsAgreeWithTheSlowOne() => Check(cases.Elements(1 << 20));

    /// <summary>Every sum that a transform forms is of p − 1 only, at a size where the largest limbs add up.</summary>
    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public void SumsOfLargestValuesDoNotOverflow() =>
        Check([.. Enumerable.Repeat(KernelCases<FrModulus>.Largest, 1 << 20)]);

    [Fact]
    public void OtherShiftsWork() => OnEveryTier(cpu =>
    {
        foreach (Fr shift in cases.Scalars)
        {
            Fr[] values = cases.Elements(1 << 9), expected = [.. values], coset = [.. values];
            Ntt.ForwardCoset(coset, shift, cpu);
            SlowTransform.ScaleByPowers(expected, shift);
            SlowTransform.Forward(expected);
            Assert.Equal(expected, coset);
            if (shift.IsZero) continue;
            Ntt.InverseCoset(coset, shift, cpu);
            Assert.Equal(values, coset);
        }
    });

    [Fact]
    public void TransformsAreLinear() => OnEveryTier(cpu =>
    {
        Fr[] a = cases.Elements(1 << 10), b = cases.Elements(1 << 10);
        Fr s = cases.Elements(1)[0];
        Fr[] combined = [.. a.Zip(b, (x, y) => x + (s * y))];
        Ntt.Forward(a, cpu);
        Ntt.Forward(b, cpu);
        Ntt.Forward(combined, cpu);
        Assert.Equal(a.Zip(b, (x, y) => x + (s * y)), combined);
    });

    /// <summary>The tables are shared: several sizes and shifts at once, from a state where none are there for sure.</summary>
    [Fact]
    public void ConcurrentTransformsDoNotDisturbEachOther()
    {
        Fr[] input = cases.Elements(1 << 13);
        Parallel.For(0, 32, i =>
        {
            Fr[] values = input[..(1 << (6 + (i % 8)))], expected = [.. values];
            Fr shift = Fr.FromInt64((i % 3) + 1);
            Ntt.ForwardCoset(values, shift, Cpu.Default);
            Ntt.InverseCoset(values, shift, Cpu.Default);
            Assert.Equal(expected, values);
        });
    }

    [Fact]
    public void RootsHaveExactOrder()
    {
        Assert.Equal(Fr.One, Ntt.RootOfUnity(0));
        Assert.Equal(-Fr.One, Ntt.RootOfUnity(1));
        Assert.Equal(-Fr.One, Ntt.RootOfUnity(28).Pow(1UL << 27));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ntt.RootOfUnity(29));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(12)]
    public void OtherLengthsAreRefused(int length) =>
        Assert.Throws<ArgumentException>(() => Ntt.Forward(new Fr[length], Cpu.Default));

    [Fact]
    public void AZeroShiftHasNoInverse() =>
        Assert.Throws<ArgumentException>(() => Ntt.InverseCoset(new Fr[8], Fr.Zero, Cpu.Default));

    private static void Check(Fr[] coefficients)
    {
        Fr[] expected = [.. coefficients], expectedCoset = [.. coefficients];
        SlowTransform.Forward(expected);
        SlowTransform.ScaleByPowers(expectedCoset, Shift);
        SlowTransform.Forward(expectedCoset);
        OnEveryTier(cpu =>
        {
            Fr[] values = [.. coefficients], coset = [.. coefficients];
            Ntt.Forward(values, cpu);
            Ntt.ForwardCoset(coset, Shift, cpu);
            Assert.True(expected.AsSpan().SequenceEqual(values));
            Assert.True(expectedCoset.AsSpan().SequenceEqual(coset));
            Ntt.Inverse(values, cpu);
            Ntt.InverseCoset(coset, Shift, cpu);
            Assert.True(coefficients.AsSpan().SequenceEqual(values));
            Assert.True(coefficients.AsSpan().SequenceEqual(coset));
        });
    }

    private IEnumerable<Fr[]> Inputs(int length)
    {
        Fr largest = KernelCases<FrModulus>.Largest;
        yield return cases.Elements(length);
        yield return [.. Enumerable.Repeat(largest, length)];
        if (length > 1 << 12) yield break;
        yield return new Fr[length];
        yield return [.. Enumerable.Repeat(KernelCases<FrModulus>.Fullest, length)];
        yield return [.. Enumerable.Range(0, length).Select(i => i % 2 == 0 ? largest : Fr.Zero)];
        yield return [.. Enumerable.Range(0, length).Select(i => i < length / 2 ? largest : Fr.Zero)];
        yield return [.. Enumerable.Range(0, length).Select(i => i == length - 1 ? largest : Fr.Zero)];
    }

    private static void OnEveryTier(Action<Cpu> check)
    {
        foreach (KernelSet set in KernelCases<FrModulus>.Sets) check(new Cpu(set, 2));
    }
}
