using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Msm;

/// <summary>Multi-scalar multiplication Σ scalars[i]·bases[i] over G1: the seam for faster engines.</summary>
public interface IMsm
{
    /// <summary>The sum; infinity for no terms. Equal, opposite and infinite bases are all allowed.</summary>
    /// <exception cref="ArgumentException">The lengths differ (also for the other overloads).</exception>
    G1Projective Msm(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<Fr> scalars);

    /// <summary>The sum for signed machine integers; the cost follows their actual bit width.</summary>
    G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<int> scalars);

    /// <summary>The sum for signed machine integers; the cost follows their actual bit width.</summary>
    G1Projective MsmSmall(ReadOnlySpan<G1Affine> bases, ReadOnlySpan<long> scalars);
}
