using System.Numerics;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Tests.Fields;

/// <summary>Inverses against Fermat's power, for random values and for those at the edges of the binary GCD.</summary>
public sealed class InversionTests
{
    [Fact]
    public void FrInversesAreFermats() => Check<FrModulus>();

    [Fact]
    public void FqInversesAreFermats() => Check<FqModulus>();

    private static void Check<T>()
        where T : struct, IModulus
    {
        var sample = new Sample(41);
        for (int i = 0; i < 5000; i++)
            AssertInverse(sample.Element<T>());

        // The stored limbs are what the GCD sees, so shapes are made of Montgomery limbs: 2^k, p − 2^k, 2^k − 1, p/2^k.
        BigInteger p = Fp<T>.Modulus;
        for (int k = 0; k < 254; k++)
        {
            BigInteger power = BigInteger.One << k;
            foreach (BigInteger limbs in new[] { power, p - power, power - 1, p >> k, (p >> k) + 1, p - (p >> k) })
                AssertInverse(FromLimbs<T>(((limbs % p) + p) % p));
        }

        Assert.True(Fp<T>.Zero.Invert().IsZero);
        Assert.Equal(Fp<T>.One, Fp<T>.One.Invert());
    }

    private static void AssertInverse<T>(Fp<T> value)
        where T : struct, IModulus
    {
        if (!value.IsZero)
            Assert.Equal(value.Pow(Fp<T>.Modulus - 2), value.Invert());
    }

    private static Fp<T> FromLimbs<T>(BigInteger limbs)
        where T : struct, IModulus
    {
        ulong Word(int i) => (ulong)((limbs >> (64 * i)) & ulong.MaxValue);
        Assert.True(Fp<T>.TryFromMontgomery(Word(0), Word(1), Word(2), Word(3), out Fp<T> value));
        return value;
    }
}
