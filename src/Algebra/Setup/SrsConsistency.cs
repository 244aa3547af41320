using System.Security.Cryptography;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Setup;

/// <summary>Checks that untrusted points are the successive powers of one τ.</summary>
internal static class SrsConsistency
{
    /// <summary>
    /// e(Σ ρ_i·[τ^(i+1)]₁, [1]₂) = e(Σ ρ_i·[τ^i]₁, [τ]₂) for random 128-bit ρ_i: fails to notice a wrong power with
    /// probability 2^-128. Points must be on the curve and G2 points in the subgroup.
    /// </summary>
    public static bool ArePowers(ReadOnlySpan<G1Affine> powers, in G2Affine tau, Cpu cpu)
    {
        if (powers.IsEmpty || powers[0] != G1Affine.Generator || tau.IsIdentity) return false;
        var pippenger = new Pippenger(cpu);
        Fr[] weights = RandomWeights(powers.Length - 1);
        G1Affine shifted = pippenger.Msm(powers[1..], weights).ToAffine();
        G1Affine unshifted = pippenger.Msm(powers[..^1], weights).ToAffine();
        return Pairing.ProductIsOne([(shifted, G2Affine.Generator), (-unshifted, tau)], cpu.Kernels);
    }

    private static Fr[] RandomWeights(int count)
    {
        var weights = new Fr[count];
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < count; i++)
        {
            RandomNumberGenerator.Fill(bytes);
            weights[i] = Fr.FromCanonical(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes[8..]), 0, 0);
        }

        return weights;
    }
}
