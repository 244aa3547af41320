using Zkml.Algebra.Curves;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Msm;

public sealed class MsmTests
{
    private readonly Sample sample = new(29);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(31)]
    [InlineData(257)]
    [InlineData(1500)]
    public void AgreesWithTheReference(int count)
    {
        G1Affine[] bases = sample.G1Array(count);
        Check(bases, sample.FrArray(count));
        int[] small = [.. Enumerable.Range(0, count).Select(_ => sample.Random.Next(-128, 128))];
        Check(bases, small);
        Check(bases, [.. small.Select(v => v * 1_000_003)]);
        Check(bases, [.. small.Select(v => Math.Sign(v))]);
        Check(bases, [.. small.Select(v => v * 71_234_567_890_123L)]);
    }

    [Fact]
    public void EdgeScalarsAgreeWithTheReference()
    {
        const int Count = 40;
        G1Affine[] bases = sample.G1Array(Count);
        Fr[] corners = [Fr.Zero, Fr.One, -Fr.One, Fr.One.Half(), -Fr.One.Half(), Fr.FromInt64(2).Pow(253), sample.Fr()];
        foreach (Fr corner in corners) Check(bases, [.. Enumerable.Repeat(corner, Count)]);
        Check(bases, [.. Enumerable.Range(0, Count).Select(i => corners[i % corners.Length])]);
        Check(bases, [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? int.MinValue : int.MaxValue)]);
        Check(bases, [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? long.MinValue : long.MaxValue)]);
        Check(bases, [.. Enumerable.Repeat(0, Count)]);
        Check(bases, [.. Enumerable.Repeat(0, Count - 1), 1]);
    }

    [Fact]
    public void EveryPowerOfTwoAndItsNeighboursAgree()
    {
        Fr[] scalars = [.. Enumerable.Range(0, 254).SelectMany(i =>
            new[] { Fr.FromInt64(2).Pow((ulong)i), Fr.FromInt64(2).Pow((ulong)i) - Fr.One })];
        Check(sample.G1Array(scalars.Length), scalars);
    }

    [Fact]
    public void EqualOppositeAndInfiniteBasesAreAllowed()
    {
        G1Affine p = sample.G1(), q = sample.G1();
        G1Affine[] pattern = [p, p, -p, G1Affine.Identity, q, -q, p, (new G1Projective(p) + p).ToAffine()];
        G1Affine[] bases = [.. Enumerable.Range(0, 200).Select(i => pattern[i % pattern.Length])];
        Check(bases, [.. Enumerable.Repeat(5, 200)]);
        Check(bases, [.. Enumerable.Range(0, 200).Select(i => (i % 3) - 1)]);
        Check(bases, sample.FrArray(200));
        Check([.. Enumerable.Repeat(p, 200)], [.. Enumerable.Repeat(sample.Fr(), 200)]);
        Check([.. Enumerable.Repeat(G1Affine.Identity, 200)], sample.FrArray(200));
        Check([.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? p : -p)], [.. Enumerable.Repeat(Fr.One.Half(), 200)]);
    }

    [Fact]
    public void LargeSumsSplitIntoRanges()
    {
        const int Count = 1 << 13;
        G1Affine[] bases = sample.G1Array(Count);
        int[] scalars = [.. Enumerable.Range(0, Count).Select(_ => sample.Random.Next(-128, 128))];
        G1Projective expected = new Pippenger(Cpu.Default).Msm(bases, [.. scalars.Select(v => Fr.FromInt64(v))]);
        Assert.Equal(expected, new Pippenger(Cpu.Default).MsmSmall(bases, scalars));
        Assert.Equal(NaiveMsm.MsmSmall(bases, scalars), expected);
    }

    [Fact]
    public void DifferentLengthsAreRefused()
    {
        var engine = new Pippenger(Cpu.Default);
        Assert.Throws<ArgumentException>(() => engine.Msm(new G1Affine[2], new Fr[1]));
        Assert.Throws<ArgumentException>(() => engine.MsmSmall(new G1Affine[2], new int[1]));
        Assert.Throws<ArgumentException>(() => engine.MsmSmall(new G1Affine[2], new long[1]));
    }

    private static void Check(G1Affine[] bases, Fr[] scalars) =>
        Assert.Equal(NaiveMsm.Msm(bases, scalars), new Pippenger(Cpu.Default).Msm(bases, scalars));

    private static void Check(G1Affine[] bases, int[] scalars) =>
        Assert.Equal(NaiveMsm.MsmSmall(bases, scalars), new Pippenger(Cpu.Default).MsmSmall(bases, scalars));

    private static void Check(G1Affine[] bases, long[] scalars) =>
        Assert.Equal(NaiveMsm.MsmSmall(bases, scalars), new Pippenger(Cpu.Default).MsmSmall(bases, scalars));
}
