using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Kernels.X64;
using Zkml.Algebra.Tests.Kernels;

namespace Zkml.Algebra.Tests.Hashing;

/// <summary>
/// The assembled permutations on states whose words are extreme in the middle: a state before some round is chosen as the
/// code sees it (its stored limbs, offsets and constants included) and taken back to the input by the inverse permutation.
/// </summary>
public sealed class Poseidon2StateTests
{
    private const int Width = Poseidon2Constants.Width, HalfFull = Poseidon2Constants.FullRounds / 2;
    private const int Partial = Poseidon2Constants.PartialRounds, Rounds = Poseidon2Constants.FullRounds + Partial;

    private static readonly BigInteger FifthRoot = Inverse(5, Fr.Modulus - 1);
    private static readonly Fr[] Constants = Load(Poseidon2Constants.RoundConstants);
    private static readonly Fr[] Diagonal = Load(Poseidon2Constants.DiagonalMinusOne);
    private static readonly Fr[][] External = InverseOf([[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]]);

    private readonly KernelCases<FrModulus> cases = new(67);

    [Fact]
    public void TheInverseIsOne()
    {
        for (var i = 0; i < 10; i++)
        {
            Fr[] state = cases.Elements(Width), image = [.. state];
            Poseidon2<Fr>.PermutePortable(ref image[0]);
            Back(image, Rounds);
            Assert.Equal(state, image);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public unsafe void ExtremeWordsBeforeEveryRound(bool lanes)
    {
        if (!Poseidon2Routine.Available || (lanes && !ScalarSupport.HasLanes)) return;
        Assert.True(Poseidon2Routine.TryPublish(lanes, out delegate*<ref Fr, void> permute));
        for (var round = 0; round <= Rounds; round++)
        {
            for (var kind = 0; kind < 24; kind++)
            {
                Fr[] state = Choose(round, kind);
                Back(state, round);
                Fr[] expected = [.. state];
                Poseidon2<Fr>.PermutePortable(ref expected[0]);
                permute(ref state[0]);
                Assert.Equal(expected, state);
            }
        }
    }

    /// <summary>The words themselves, with what the lanes add to them, or such that a sum of words is extreme.</summary>
    private Fr[] Choose(int round, int kind)
    {
        Fr[] words = (kind & 1) == 0 ? [.. Enumerable.Repeat(cases.Corner(), Width)] : [.. Enumerable.Range(0, Width).Select(_ => cases.Corner())];
        if (kind % 4 < 2 || round == Rounds) return words;
        if (IsFull(round))
        {
            // Lanes hold x·2^E, E = 256, 240, 160 and −240; stored limbs are x·2^256.
            var shift = ((round % (Rounds - HalfFull)) % HalfFull) switch { 0 => 0, 1 => 16, 2 => 96, _ => 496 };
            for (var i = 0; i < Width; i++) words[i] = (words[i] * Fr.FromInt64(2).Pow((ulong)shift)) - Constants[Index(round) + i];
            return words;
        }

        Fr[] offsets = Offsets(round - HalfFull);
        words[0] -= Constants[Index(round)];
        Fr target = words[3];
        for (var i = 1; i < Width; i++) words[i] -= offsets[i];
        if (kind % 4 == 3) words[3] = target - words[1] - words[2] - Constants[Index(round) + 1];
        return words;
    }

    /// <summary>d before a partial round, see <see cref="Poseidon2Constants52"/>.</summary>
    private static Fr[] Offsets(int partial)
    {
        var offsets = new Fr[Width];
        for (var k = 0; k < partial; k++)
        {
            for (var i = 1; i < Width; i++) offsets[i] = (Diagonal[i] * offsets[i]) + Constants[(HalfFull * Width) + k + 1];
        }

        return offsets;
    }

    /// <summary>From the state before a round to the input.</summary>
    private static void Back(Fr[] words, int round)
    {
        while (--round >= 0)
        {
            if (!IsFull(round))
            {
                BackInternal(words);
                words[0] = words[0].Pow(FifthRoot) - Constants[Index(round)];
                continue;
            }

            BackExternal(words);
            for (var i = 0; i < Width; i++) words[i] = words[i].Pow(FifthRoot) - Constants[Index(round) + i];
        }

        BackExternal(words);
    }

    /// <summary>y_i = S + d_i·x_i with S = Σ x_i: S·(1 + Σ 1/d_i) = Σ y_i/d_i.</summary>
    private static void BackInternal(Fr[] words)
    {
        Fr left = Fr.One, right = Fr.Zero;
        for (var i = 0; i < Width; i++)
        {
            Fr inverse = Diagonal[i].Invert();
            left += inverse;
            right += words[i] * inverse;
        }

        Fr sum = right * left.Invert();
        for (var i = 0; i < Width; i++) words[i] = (words[i] - sum) * Diagonal[i].Invert();
    }

    private static void BackExternal(Fr[] words)
    {
        Fr[] image = [.. words];
        for (var i = 0; i < Width; i++)
        {
            words[i] = Fr.Zero;
            for (var j = 0; j < Width; j++) words[i] += External[i][j] * image[j];
        }
    }

    private static bool IsFull(int round) => round < HalfFull || round >= HalfFull + Partial;

    /// <summary>Of a round's first constant.</summary>
    private static int Index(int round) =>
        round < HalfFull ? Width * round
        : round < HalfFull + Partial ? (Width * HalfFull) + round - HalfFull
        : (Width * HalfFull) + Partial + (Width * (round - HalfFull - Partial));

    private static Fr[] Load(ReadOnlySpan<ulong> limbs)
    {
        var values = new Fr[limbs.Length / 4];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Fr.FromCanonical(limbs[4 * i], limbs[(4 * i) + 1], limbs[(4 * i) + 2], limbs[(4 * i) + 3]);
        }
        return values;
    }

    /// <summary>By elimination, row by row (Gauss and Jordan).</summary>
    private static Fr[][] InverseOf(long[][] matrix)
    {
        Fr[][] rows =
        [
            .. matrix.Select((row, i) => row.Select(Fr.FromInt64)
                .Concat(Enumerable.Range(0, Width).Select(j => i == j ? Fr.One : Fr.Zero)).ToArray()),
        ];
        for (var i = 0; i < Width; i++)
        {
            Fr scale = rows[i][i].Invert();
            rows[i] = [.. rows[i].Select(x => x * scale)];
            for (var k = 0; k < Width; k++)
            {
                if (k != i) rows[k] = [.. rows[k].Zip(rows[i], (x, y) => x - (rows[k][i] * y))];
            }
        }

        return [.. rows.Select(row => row[Width..])];
    }

    /// <summary>By Euclid.</summary>
    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        (BigInteger a, BigInteger b, BigInteger u, BigInteger v) = (modulus, value, 0, 1);
        while (!b.IsZero)
        {
            BigInteger quotient = a / b;
            (a, b, u, v) = (b, a - (quotient * b), v, u - (quotient * v));
        }

        return ((u % modulus) + modulus) % modulus;
    }
}
