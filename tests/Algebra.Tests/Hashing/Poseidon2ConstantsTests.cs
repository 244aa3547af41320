using System.Numerics;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Tests.Hashing;

/// <summary>Derives the tables again as poseidon2_rust_params.sage (HorizenLabs/poseidon2) does.</summary>
public class Poseidon2ConstantsTests
{
    private const int Width = Poseidon2Constants.Width;

    [Fact]
    public void RoundConstantsComeFromTheGrainLfsr()
    {
        GrainLfsr grain = NewGrain();
        for (var i = 0; i < Poseidon2Constants.RoundConstantCount; i++)
        {
            Assert.Equal(NextRoundConstant(grain), Limbs(Poseidon2Constants.RoundConstants, i));
        }
        Assert.Equal(4 * Poseidon2Constants.RoundConstantCount, Poseidon2Constants.RoundConstants.Length);
    }

    /// <summary>
    /// The diagonal is the first group of four LFSR integers mod p, after the round constants, for which the minimal
    /// polynomials of M, M^2, ..., M^8 are irreducible of degree four (no subspace trails, ePrint 2023/323 §5.3).
    /// </summary>
    [Fact]
    public void DiagonalIsTheFirstGroupWithIrreduciblePowers()
    {
        GrainLfsr grain = NewGrain();
        for (var i = 0; i < Poseidon2Constants.RoundConstantCount; i++) NextRoundConstant(grain);
        BigInteger[] diagonal;
        do
        {
            diagonal = [.. Enumerable.Range(0, Width).Select(_ => grain.NextInteger() % BigScalar.Modulus)];
        }
        while (!AllPowersIrreducible(diagonal));
        for (var i = 0; i < Width; i++) Assert.Equal(diagonal[i], Limbs(Poseidon2Constants.DiagonalMinusOne, i) + 1);
    }

    private static GrainLfsr NewGrain() =>
        new(254, Width, Poseidon2Constants.FullRounds, Poseidon2Constants.PartialRounds);

    /// <summary>Integers of p or more are skipped, not reduced.</summary>
    private static BigInteger NextRoundConstant(GrainLfsr grain)
    {
        BigInteger value;
        do
        {
            value = grain.NextInteger();
        }
        while (value >= BigScalar.Modulus);
        return value;
    }

    private static BigInteger Limbs(ReadOnlySpan<ulong> limbs, int index)
    {
        ReadOnlySpan<ulong> one = limbs.Slice(4 * index, 4);
        return BigScalar.FromCanonical(one[0], one[1], one[2], one[3]).Value;
    }

    private static bool AllPowersIrreducible(BigInteger[] diagonal)
    {
        BigScalar[,] matrix = new BigScalar[Width, Width];
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++) matrix[i, j] = i == j ? new BigScalar(diagonal[i]) : BigScalar.One;
        }

        BigScalar[,] power = matrix;
        for (var i = 1; i <= 2 * Width; i++, power = Multiply(power, matrix))
        {
            if (!IsIrreducible(power)) return false;
        }

        return true;
    }

    /// <summary>
    /// det(M^(p^2) - M) is the product of l^(p^2) - l over the eigenvalues. It vanishes just when one lies in the
    /// field of p^2 elements, that is when the quartic characteristic polynomial has a factor of degree one or two.
    /// </summary>
    private static bool IsIrreducible(BigScalar[,] matrix)
    {
        BigScalar[,] power = Power(Power(matrix, BigScalar.Modulus), BigScalar.Modulus);
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++) power[i, j] -= matrix[i, j];
        }

        return IsInvertible(power);
    }

    private static BigScalar[,] Power(BigScalar[,] matrix, BigInteger exponent)
    {
        BigScalar[,] result = matrix;
        for (var bit = (int)exponent.GetBitLength() - 2; bit >= 0; bit--)
        {
            result = Multiply(result, result);
            if (!((exponent >> bit) & 1).IsZero) result = Multiply(result, matrix);
        }

        return result;
    }

    private static BigScalar[,] Multiply(BigScalar[,] left, BigScalar[,] right)
    {
        BigScalar[,] product = new BigScalar[Width, Width];
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                for (var k = 0; k < Width; k++) product[i, j] += left[i, k] * right[k, j];
            }
        }

        return product;
    }

    /// <summary>Gaussian elimination in place.</summary>
    private static bool IsInvertible(BigScalar[,] matrix)
    {
        for (var column = 0; column < Width; column++)
        {
            var pivot = Enumerable.Range(column, Width - column)
                .FirstOrDefault(i => !matrix[i, column].Value.IsZero, -1);
            if (pivot < 0) return false;
            for (var j = 0; j < Width; j++) (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            BigScalar inverse = BigScalar.Invert(matrix[column, column]);
            for (var i = column + 1; i < Width; i++)
            {
                BigScalar factor = matrix[i, column] * inverse;
                for (var j = 0; j < Width; j++) matrix[i, j] -= factor * matrix[column, j];
            }
        }

        return true;
    }
}
