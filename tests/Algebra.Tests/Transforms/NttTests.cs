using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Transforms;

namespace Zkml.Algebra.Tests.Transforms;

public sealed class NttTests
{
    private readonly Sample sample = new(31);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void AgreesWithTheNaiveTransform(int logSize)
    {
        Fr[] coefficients = sample.FrArray(1 << logSize);
        Fr root = Ntt.RootOfUnity(logSize), shift = Fr.FromInt64((long)Ntt.Generator);
        Fr[] values = [.. coefficients];
        Ntt.Forward(values);
        Fr[] coset = [.. coefficients];
        Ntt.ForwardCoset(coset, shift);
        for (int i = 0; i < values.Length; i++)
        {
            Fr x = root.Pow((ulong)i);
            Assert.Equal(Univariate.Evaluate<Fr>(coefficients, x), values[i]);
            Assert.Equal(Univariate.Evaluate<Fr>(coefficients, x * shift), coset[i]);
        }

        Ntt.Inverse(values);
        Assert.Equal(coefficients, values);
        Ntt.InverseCoset(coset, shift);
        Assert.Equal(coefficients, coset);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    public void LargeTransformsRoundTrip(int logSize)
    {
        Fr[] coefficients = sample.FrArray(1 << logSize);
        Fr[] values = [.. coefficients];
        Ntt.Forward(values);
        Assert.Equal(Univariate.Evaluate<Fr>(coefficients, Ntt.RootOfUnity(logSize).Pow(12345)), values[12345 % values.Length]);
        Ntt.Inverse(values);
        Assert.Equal(coefficients, values);
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
        Assert.Throws<ArgumentException>(() => Ntt.Forward(new Fr[length]));
}
