using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>One scalar multiplication per term: the reference the tests compare with, and the fastest for few terms.</summary>
public sealed class NaiveMsm : IMsm
{
    public static NaiveMsm Instance { get; } = new();

    public G1Projective Msm(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<Fr> scalars)
    {
        RequireSameLength(bases.Length, scalars.Length);
        G1Projective sum = default;
        for (var i = 0; i < bases.Length; i++) sum += bases[i] * scalars[i];
        return sum;
    }

    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<int> scalars)
    {
        RequireSameLength(bases.Length, scalars.Length);
        G1Projective sum = default;
        for (var i = 0; i < bases.Length; i++) sum += SmallMultiple(bases[i], scalars[i]);
        return sum;
    }

    public G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<long> scalars)
    {
        RequireSameLength(bases.Length, scalars.Length);
        G1Projective sum = default;
        for (var i = 0; i < bases.Length; i++) sum += SmallMultiple(bases[i], scalars[i]);
        return sum;
    }

    internal static void RequireSameLength(int bases, int scalars)
    {
        if (bases != scalars) throw new ArgumentException($"{scalars} scalars for {bases} bases.");
    }

    private static G1Projective SmallMultiple(in G1Affine point, long scalar)
    {
        var magnitude = scalar < 0 ? 0UL - (ulong)scalar : (ulong)scalar;
        G1Projective result = default;
        for (var bit = 63 - System.Numerics.BitOperations.LeadingZeroCount(magnitude); bit >= 0; bit--)
        {
            result = result.Double();
            if (((magnitude >> bit) & 1) != 0) result += point;
        }

        return scalar < 0 ? -result : result;
    }
}
