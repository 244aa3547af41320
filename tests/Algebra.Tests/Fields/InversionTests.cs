using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Tests.Fields;

/// <summary>
/// Inverses by the assembled routine and by portable code against Fermat's power, for random values and for those at the
/// edges of the binary GCD. It sees the stored limbs, so all shapes are made of these.
/// </summary>
public abstract class InversionTests<T>
    where T : struct, IModulus
{
    private static readonly BigInteger P = Fp<T>.Modulus;

    [Fact]
    public void RandomValues()
    {
        var sample = new Sample(41);
        for (var i = 0; i < 5000; i++) AssertInverse(sample.Element<T>());
    }

    /// <summary>The definition, which costs less to check than the power does.</summary>
    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void ManyValuesOfAllLengths()
    {
        var random = new Random(42);
        var bytes = new byte[40];
        for (var i = 0; i < TestTier.Rounds(60_000); i++)
        {
            random.NextBytes(bytes);
            BigInteger limbs = (new BigInteger(bytes, isUnsigned: true) % P) >> random.Next(254) << random.Next(254);
            Fp<T> value = FromLimbs(((i & 1) == 0 ? limbs : P - (limbs % P)) % P);
            Fp<T> inverse = value.Invert();
            Assert.Equal(inverse, value.InvertPortable());
            Assert.Equal(value.IsZero ? Fp<T>.Zero : Fp<T>.One, Fp<T>.MultiplyPortable(value, inverse));
        }
    }

    [Fact]
    public void PowersOfTwoAndTheirNeighbours()
    {
        for (var k = 0; k < 254; k++)
        {
            BigInteger power = BigInteger.One << k;
            foreach (BigInteger limbs in new[] { power, P - power, power - 1, power + 1, P >> k, (P >> k) + 1, P - (P >> k) })
            {
                AssertInverse(FromLimbs(((limbs % P) + P) % P));
            }
        }
    }

    /// <summary>Numbers that agree with p in their high or low bits: wrong approximations, and rounds without a difference.</summary>
    [Fact]
    public void NeighboursOfFractionsOfTheModulus()
    {
        BigInteger half = (P + 1) / 2;
        foreach (BigInteger center in new[] { BigInteger.Zero, P, half, P / 3, P * 2 / 3, P / 5, BigInteger.One << 62, BigInteger.One << 253 })
        {
            foreach (var shift in new[] { 0, 1, 30, 31, 32, 33, 61, 62, 63, 64, 93, 124, 155, 186, 217 })
            {
                for (var k = -6; k <= 6; k++) AssertInverse(FromLimbs((((center + ((BigInteger)k << shift)) % P) + P) % P));
            }
        }
    }

    /// <summary>The remainders of a Euclid with p whose quotients are as given: 1 takes the most of them, large ones the most zeros.</summary>
    [Fact]
    public void ModulusOverQuotientsOfOneKind()
    {
        foreach (var bits in new[] { 0, 1, 2, 15, 30, 31, 32, 33, 62, 63 })
        {
            // p·h/k for successive convergents h/k of [q; q, q, …].
            BigInteger quotient = BigInteger.One << bits, h = 1, k = quotient;
            while (k < P)
            {
                AssertInverse(FromLimbs(P * h / k % P));
                AssertInverse(FromLimbs(((P * h / k) + 1) % P));
                (h, k) = (k, (quotient * k) + h);
            }
        }
    }

    /// <summary>
    /// Wrong comparisons in the second round, which random values hardly ever meet: numbers a' = b' + d with a short d after
    /// 31 steps of random kinds. Their factors give p = f1·a' + f0·b' and x = g1·a' + g0·b'.
    /// </summary>
    [Fact]
    public void NumbersThatAgreeAfterARound()
    {
        var random = new Random(43);
        var found = 0;
        for (var i = 0; i < 4000; i++)
        {
            (BigInteger f0, BigInteger g0, BigInteger f1, BigInteger g1) = RandomSteps(random);
            BigInteger sum = f0 + f1;
            if (!BigInteger.GreatestCommonDivisor(f1, sum).IsOne) continue;
            BigInteger d = P * Inverse(f1, sum) % sum, b = (P - (f1 * d)) / sum, x = (g1 * (b + d)) + (g0 * b);
            Assert.Equal(P, (f1 * (b + d)) + (f0 * b));
            if (b.IsEven || x >= P) continue;
            AssertInverse(FromLimbs(x));
            found++;
        }

        Assert.True(found > 300, $"only {found} cases");
    }

    [Fact]
    public void SmallestAndGreatest()
    {
        Assert.True(Fp<T>.Zero.Invert().IsZero);
        Assert.True(default(Fp<T>).InvertPortable().IsZero);
        Assert.Equal(Fp<T>.One, Fp<T>.One.Invert());
        Assert.Equal(-Fp<T>.One, (-Fp<T>.One).Invert());
        for (var i = 1; i < 200; i++)
        {
            AssertInverse(Fp<T>.FromInt64(i));
            AssertInverse(Fp<T>.FromInt64(-i));
            AssertInverse(FromLimbs(i));
            AssertInverse(FromLimbs(P - i));
        }
    }

    /// <summary>Limbs of p and more are nobody's element, but the code must end for them, and keep the registers.</summary>
    [Fact]
    public void EndsForLimbsThatAreNotReduced()
    {
        Assert.Equal(FieldRoutines<T>.Available, InversionRoutine<T>.Available);
        if (!InversionRoutine<T>.Available) return;
        ulong[] words = [0, 1, 1UL << 31, 1UL << 63, ulong.MaxValue];
        foreach (var low in words)
        {
            foreach (var high in words) _ = new Fp<T>(low, high, low, high).Invert();
        }

        _ = new Fp<T>(T.P0, T.P1, T.P2, T.P3).Invert();
    }

    private static (BigInteger F0, BigInteger G0, BigInteger F1, BigInteger G1) RandomSteps(Random random)
    {
        BigInteger f0 = 1, g0 = 0, f1 = 0, g1 = 1;
        for (var step = 0; step < 31; step++)
        {
            switch (random.Next(4))
            {
                case 0:
                    (f0, g0) = (f0 + f1, g0 + g1);
                    break;
                case 1:
                    (f0, g0, f1, g1) = (f0 + f1, g0 + g1, f0, g0);
                    break;
            }

            (f1, g1) = (2 * f1, 2 * g1);
        }

        return (f0, g0, f1, g1);
    }

    /// <summary>By Euclid; positive.</summary>
    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        (BigInteger a, BigInteger b, BigInteger u, BigInteger v) = (modulus, value % modulus, 0, 1);
        while (!b.IsZero)
        {
            BigInteger quotient = a / b;
            (a, b, u, v) = (b, a - (quotient * b), v, u - (quotient * v));
        }

        return ((u % modulus) + modulus) % modulus;
    }

    private static void AssertInverse(Fp<T> value)
    {
        Fp<T> expected = value.Pow(P - 2);
        Assert.Equal(expected, value.Invert());
        Assert.Equal(expected, value.InvertPortable());
    }

    private static Fp<T> FromLimbs(BigInteger limbs)
    {
        ulong Word(int i) => (ulong)((limbs >> (64 * i)) & ulong.MaxValue);
        Assert.True(Fp<T>.TryFromMontgomery(Word(0), Word(1), Word(2), Word(3), out Fp<T> value));
        return value;
    }
}

public sealed class FrInversionTests : InversionTests<FrModulus>;

public sealed class FqInversionTests : InversionTests<FqModulus>;
