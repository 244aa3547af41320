using System.Globalization;
using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Kernels.X64;
using Zkml.Algebra.Tests.Kernels;

namespace Zkml.Algebra.Tests.Hashing;

public class Poseidon2Tests
{
    private const string Repeated = "9a807b615c4d3e2fa0b1c2d3e4f56789fedcba9876543210abcdef0123456789";

    /// <summary>
    /// In order: TEST_VECTOR of barretenberg's poseidon2_params.hpp; "test vectors from Noir" of aztec-packages
    /// (foundation, poseidon2Permutation test); ConsistencyCheck of barretenberg's poseidon2_permutation.test.cpp at
    /// 62c2197f.
    /// </summary>
    public static TheoryData<string[], string[]> Vectors => new()
    {
        {
            ["0", "1", "2", "3"],
            [
                "01bd538c2ee014ed5141b29e9ae240bf8db3fe5b9a38629a9647cf8d76c01737",
                "239b62e7db98aa3a2a8f6a0d2fa1709e7a35959aa6c7034814d9daa90cbac662",
                "04cbb44c61d928ed06808456bf758cbf0c18d1e15a7b6dbc8245fa7515d5e3cb",
                "2e11c5cff2a22c64d01304b778d78f6998eff1ab73163a35603f54794c30847a",
            ]
        },
        {
            ["1", "2", "3", "0a0000000000000000"],
            [
                "0369007aa630f5dfa386641b15416ecb16fb1a6f45b1acb903cb986b221a891c",
                "1919fd474b4e2e0f8e0cf8ca98ef285675781cbd31aa4807435385d28e4c02a5",
                "0810e7e9a1c236aae4ebff7d3751d9f7346dc443d1de863977d2b81fe8c557f4",
                "1f4a188575e29985b6f8ad03afc1f0759488f8835aafb6e19e06160fb64d3d4a",
            ]
        },
        {
            [Repeated, Repeated, Repeated, Repeated],
            [
                "2bf1eaf87f7d27e8dc4056e9af975985bccc89077a21891d6c7b6ccce0631f95",
                "0c01fa1b8d0748becafbe452c0cb0231c38224ea824554c9362518eebdd5701f",
                "018555a8eb50cf07f64b019ebaf3af3c925c93e631f3ecd455db07bbb52bbdd3",
                "0cbea457c91c22c6c31fd89afd2541efc2edf31736b9f721e823b2165c90fd41",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void MatchesPublishedVectors(string[] input, string[] output)
    {
        Assert.Equal(output.Select(Parse), PermuteFr(input.Select(Parse)));
        Assert.Equal(output.Select(Parse), PermuteBig(input.Select(Parse)));
    }

    [Fact]
    public void SameOnEveryScalarType()
    {
        BigInteger[] state = [BigScalar.Modulus - 1, BigInteger.Zero, BigInteger.Pow(2, 253), 7];
        for (var i = 0; i < 20; i++)
        {
            BigInteger[] next = PermuteFr(state);
            Assert.Equal(next, PermuteBig(state));
            state = next;
        }
    }

    /// <summary>The assembled permutation of Fr, where there is one, against the generic one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public unsafe void AgreesWithTheGenericPermutation(bool lanes)
    {
        Assert.Equal(FieldRoutines<FrModulus>.Available, Poseidon2Routine.Available);
        if (!Poseidon2Routine.Available || (lanes && !ScalarSupport.HasLanes)) return;
        Assert.True(Poseidon2Routine.TryPublish(lanes, out delegate*<ref Fr, void> permute));
        var cases = new KernelCases<FrModulus>(61);
        Fr[][] uniform = [.. KernelCases<FrModulus>.AllCorners.Select(c => new[] { c, c, c, c })];
        foreach (Fr[] state in uniform.Concat(Enumerable.Range(0, 3000).Select(_ => cases.Elements(4))))
        {
            Fr[] expected = [.. state];
            Poseidon2<Fr>.PermutePortable(ref expected[0]);
            permute(ref state[0]);
            Assert.Equal(expected, state);
        }
    }

    [Fact]
    public void QuotientsOfLanesAreThoseOfTheModulus()
    {
        Assert.Equal((BigInteger.One << 272) / Fr.Modulus, Poseidon2Constants52.Reciprocal);
        for (var q = 0; q < 16; q++)
        {
            BigInteger multiple = 0;
            for (var word = 3; word >= 0; word--) multiple = (multiple << 64) + Poseidon2Constants52.NegativeMultiples[(4 * q) + word];
            Assert.Equal(((BigInteger.One << 260) - (q * Fr.Modulus)) % (BigInteger.One << 256), multiple);
        }
    }

    [Fact]
    public void RefusesAnotherWidth()
    {
        Assert.Throws<ArgumentException>(() => Poseidon2<Fr>.Permute(new Fr[3]));
        Assert.Throws<ArgumentException>(() => Poseidon2<Fr>.Permute(new Fr[5]));
    }

    [Fact]
    public void AllocatesNothing()
    {
        Fr[] state = new Fr[Poseidon2<Fr>.Width];
        Poseidon2<Fr>.Permute(state);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Poseidon2<Fr>.Permute(state);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static BigInteger Parse(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) % BigScalar.Modulus;

    private static BigInteger[] PermuteFr(IEnumerable<BigInteger> input)
    {
        Fr[] state = [.. input.Select(Fr.FromBigInteger)];
        Poseidon2<Fr>.Permute(state);
        return [.. state.Select(word => word.ToBigInteger())];
    }

    private static BigInteger[] PermuteBig(IEnumerable<BigInteger> input)
    {
        BigScalar[] state = [.. input.Select(value => new BigScalar(value))];
        Poseidon2<BigScalar>.Permute(state);
        return [.. state.Select(word => word.Value)];
    }
}
