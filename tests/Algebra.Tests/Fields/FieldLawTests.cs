using System.Numerics;
using FsCheck.Fluent;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Fields;

public abstract class FieldLawTests<T>
    where T : struct, IModulus
{
    private static readonly BigInteger P = Fp<T>.Modulus;

    [Fact]
    public void ConstantsFollowFromTheModulus()
    {
        Assert.Equal(BigInteger.One, Fp<T>.One.ToBigInteger());
        Assert.Equal((BigInteger.One << 256) % P, Limbs(T.One0, T.One1, T.One2, T.One3));
        Assert.Equal((BigInteger.One << 512) % P, Limbs(T.RSquared0, T.RSquared1, T.RSquared2, T.RSquared3));
        Assert.Equal((BigInteger.One << 317) / P, T.Barrett);
        Assert.Equal(ulong.MaxValue, unchecked(T.P0 * T.NegInverse));
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void OperationsAgreeWithBigIntegers() => Prop.ForAll(
        Sample.Elements<T>(), Sample.Elements<T>(), (a, b) =>
        {
            BigInteger x = a.ToBigInteger(), y = b.ToBigInteger();
            Assert.Equal((x + y) % P, (a + b).ToBigInteger());
            Assert.Equal((x - y + P) % P, (a - b).ToBigInteger());
            Assert.Equal(x * y % P, (a * b).ToBigInteger());
            Assert.Equal(x * x % P, a.Square().ToBigInteger());
            Assert.Equal(2 * x % P, a.Double().ToBigInteger());
            Assert.Equal((P - x) % P, (-a).ToBigInteger());
            Assert.Equal(a, a.Half().Double());
            Assert.Equal(BigInteger.ModPow(x, y, P), a.Pow(y).ToBigInteger());
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void FieldLawsHold() => Prop.ForAll(
        Sample.Elements<T>(), Sample.Elements<T>(), Sample.Elements<T>(), (a, b, c) =>
            (a + b) + c == a + (b + c)
            && (a * b) * c == a * (b * c)
            && a * (b + c) == (a * b) + (a * c)
            && a - a == Fp<T>.Zero
            && a * Fp<T>.One == a
            && (a.IsZero ? a.Invert().IsZero : (a * a.Invert()).IsOne)).QuickCheckThrowOnFailure();

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void SmallProductsAgreeWithFullProducts()
    {
        long[] corners = [0, 1, -1, 2, -128, 255, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, long.MinValue + 1];
        Prop.ForAll(Sample.Elements<T>(), a =>
        {
            foreach (var value in corners) Assert.Equal(a * Fp<T>.FromInt64(value), a.MulSmall(value));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void MachineIntegersRoundTrip(long value)
    {
        Fp<T> element = Fp<T>.FromInt64(value);
        Assert.Equal(((BigInteger)value + P) % P, element.ToBigInteger());
        Assert.True(element.TryToInt64(out var back));
        Assert.Equal(value, back);
    }

    [Fact]
    public void LargeElementsAreNoMachineIntegers()
    {
        Assert.False((Fp<T>.FromInt64(long.MaxValue) + Fp<T>.One).TryToInt64(out _));
        Assert.False((Fp<T>.FromInt64(long.MinValue) - Fp<T>.One).TryToInt64(out _));
        Assert.False(Fp<T>.One.Half().TryToInt64(out _));
    }

    [Fact]
    public void EncodingsRoundTripAndOnlyCanonicalOnesDecode()
    {
        Prop.ForAll(Sample.Elements<T>(), a =>
        {
            var bytes = new byte[32];
            a.ToBytes(bytes);
            Assert.Equal(a.ToBigInteger(), new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
            Assert.True(Fp<T>.TryFromBytes(bytes, out Fp<T> back));
            Assert.Equal(a, back);
            Assert.Equal(a, Fp<T>.FromHex(a.ToString()));
        }).QuickCheckThrowOnFailure();
        foreach (BigInteger value in new[] { P, P + 1, 2 * P, (BigInteger.One << 256) - 1 })
        {
            Assert.False(Fp<T>.TryFromBytes(value.ToByteArray(isUnsigned: true, isBigEndian: true), out _));
        }
        Assert.False(Fp<T>.TryFromBytes(new byte[31], out _));
        Assert.False(Fp<T>.TryFromBytes(new byte[33], out _));
        Assert.False(Fp<T>.TryFromMontgomery(T.P0, T.P1, T.P2, T.P3, out _));
        Assert.Throws<FormatException>(() => Fp<T>.FromHex("0x" + P.ToString("x64")));
        Assert.Throws<FormatException>(() => Fp<T>.FromHex("xyz"));
    }

    [Fact]
    public void WideReductionIsReduction()
    {
        var bytes = new byte[64];
        Array.Fill(bytes, (byte)0xFF);
        Assert.Equal(((BigInteger.One << 512) - 1) % P, Fp<T>.FromUniform64(bytes).ToBigInteger());
        new Random(1).NextBytes(bytes);
        BigInteger value = new(bytes, isUnsigned: true, isBigEndian: true);
        Assert.Equal(value % P, Fp<T>.FromUniform64(bytes).ToBigInteger());
        Assert.Throws<ArgumentException>(() => Fp<T>.FromUniform64(new byte[63]));
    }

    [Fact]
    public void BatchInversionKeepsZeros()
    {
        var sample = new Sample(7);
        foreach (var length in new[] { 0, 1, 2, 33 })
        {
            Fp<T>[] values = [.. Enumerable.Range(0, length).Select(i => i % 4 == 1 ? Fp<T>.Zero : sample.Element<T>())];
            Fp<T>[] expected = [.. values.Select(v => v.Invert())];
            FieldBatch.Invert(values, Zkml.Algebra.Kernels.Dispatch.KernelSet.Default.Over<T>());
            Assert.Equal(expected, values);
        }
    }

    private static BigInteger Limbs(ulong l0, ulong l1, ulong l2, ulong l3) =>
        ((((((BigInteger)l3 << 64) | l2) << 64) | l1) << 64) | l0;
}

public sealed class FrTests : FieldLawTests<FrModulus>
{
    [Fact]
    public void ModulusIsTheGroupOrder() => Assert.Equal(
        BigInteger.Parse("21888242871839275222246405745257275088548364400416034343698204186575808495617"), Fr.Modulus);

    [Fact]
    public void SquareRootsAreRefused() => Assert.Throws<NotSupportedException>(() => Fr.One.TrySqrt(out _));
}

public sealed class FqTests : FieldLawTests<FqModulus>
{
    [Fact]
    public void ModulusIsTheCoordinatePrime() => Assert.Equal(
        BigInteger.Parse("21888242871839275222246405745257275088696311157297823662689037894645226208583"), Fq.Modulus);

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void SquaresHaveRootsAndNonSquaresNone() => Prop.ForAll(Sample.Elements<FqModulus>(), a =>
    {
        Assert.True(a.Square().TrySqrt(out Fq root));
        Assert.True(root == a || root == -a);
        Assert.True(a.IsZero || !(-a.Square()).TrySqrt(out _));
    }).QuickCheckThrowOnFailure();
}
