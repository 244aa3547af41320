using System.Numerics;
using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>One scalar multiplication per term: for sums too short for buckets. Spans have the same length.</summary>
internal static class FewTerms
{
    /// <summary>Up to this many terms, buckets do not pay.</summary>
    public const int Most = 8;

    /// <summary>Σ scalars[i]·bases[i].</summary>
    public static G1Projective Sum(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<Fr> scalars)
    {
        G1Projective sum = default;
        for (var i = 0; i < bases.Length; i++) sum += bases[i] * scalars[i];
        return sum;
    }

    /// <summary>Σ scalars[i]·bases[i] for signed integers of 32 or 64 bits.</summary>
    public static G1Projective SumSmall<TInteger>(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<TInteger> scalars)
        where TInteger : struct, IBinaryInteger<TInteger>
    {
        G1Projective sum = default;
        for (var i = 0; i < bases.Length; i++) sum += Multiple(bases[i], long.CreateChecked(scalars[i]));
        return sum;
    }

    private static G1Projective Multiple(in G1Affine point, long scalar)
    {
        var magnitude = scalar < 0 ? 0UL - (ulong)scalar : (ulong)scalar;
        G1Projective result = default;
        for (var bit = 63 - BitOperations.LeadingZeroCount(magnitude); bit >= 0; bit--)
        {
            result = result.Double();
            if (((magnitude >> bit) & 1) != 0) result += point;
        }

        return scalar < 0 ? -result : result;
    }
}
