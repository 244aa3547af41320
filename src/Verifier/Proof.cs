using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Verifier;

/// <summary>
/// The scalars of a proof, in transcript order. All lengths follow from the circuit
/// (<see cref="Plan.ProofPlan"/>); a round polynomial is its coefficients without the linear one.
/// </summary>
public sealed class ProofScalars<T>
    where T : struct, IScalar<T>
{
    /// <summary>The denominator at the root of the LogUp tree; the numerator is 0 and not sent.</summary>
    public required T RootDenominator { get; set; }

    /// <summary>[layer][round][coefficient]; layer k has k rounds of degree 3.</summary>
    public required T[][][] LogUpRounds { get; init; }

    /// <summary>[layer][p0, p1, q0, q1].</summary>
    public required T[][] LogUpEnds { get; init; }

    public required T[] RhoEvaluations { get; init; }

    public required T[][] ContractionRounds { get; init; }

    /// <summary>The claims at x, then the value of each mapped operand.</summary>
    public required T[] XEvaluations { get; init; }

    public required T[][] IndexMapRounds { get; init; }

    public required T[] ZEvaluations { get; init; }

    public required T[][] ReductionRounds { get; init; }

    /// <summary>
    /// The polynomials of <see cref="Plan.ProofPlan.Polynomials"/> at the common point, and last the mask of a hiding proof.
    /// </summary>
    public required T[] YEvaluations { get; init; }

    /// <summary>The combined blinding ρ* of the opened commitment; 0 when nothing is blinded.</summary>
    public required T Blinding { get; set; }

    /// <summary>g(ζ), g(1/ζ), h(ζ), h(1/ζ), S(ζ), S(1/ζ).</summary>
    public required T[] OpeningEvaluations { get; init; }
}

/// <summary>The group elements of a proof, in transcript order (docs/protocol.md §8).</summary>
public sealed class ProofPoints
{
    public required G1Affine[] WitnessCommitments { get; init; }

    /// <summary>[h], the rows folded at u₁.</summary>
    public required G1Affine Folded { get; set; }

    /// <summary>[q], the quotient by X^b − α.</summary>
    public required G1Affine Quotient { get; set; }

    /// <summary>[g], the remainder.</summary>
    public required G1Affine Remainder { get; set; }

    /// <summary>[S], the inner-product polynomial.</summary>
    public required G1Affine InnerProduct { get; set; }

    /// <summary>[D], g reversed, which bounds its degree.</summary>
    public required G1Affine Reversed { get; set; }

    /// <summary>[H], the quotient at ζ.</summary>
    public required G1Affine AtZeta { get; set; }

    /// <summary>[W], the batched quotient.</summary>
    public required G1Affine Batch { get; set; }

    /// <summary>[W'], its linearization.</summary>
    public required G1Affine Linearized { get; set; }
}

/// <summary>A core proof: everything the prover sends. The statement it is about travels beside it.</summary>
public sealed record Proof(ProofScalars<Fr> Scalars, ProofPoints Points);

/// <summary>The keccak digests of the seven batches of group elements, as the transcript sees them.</summary>
public sealed record PointDigests<T>(T Witness, T Folded, T Quotient, T Products, T AtZeta, T Batch, T Linearized)
    where T : struct, IScalar<T>;

/// <summary>
/// The check that is left once all scalars are verified: <c>e(Σ left·P, [1]₂) · e(−(AtZeta + d·Linearized), [τ]₂) = 1</c>
/// with these factors (docs/protocol.md §8.4).
/// </summary>
public sealed class DeferredOpening<T>
    where T : struct, IScalar<T>
{
    /// <summary>Factor of each parameter commitment, then of each witness commitment.</summary>
    public required T[] Commitments { get; init; }

    public required T Generator { get; init; }

    public required T BlindingBase { get; init; }

    public required T Folded { get; init; }

    public required T Quotient { get; init; }

    public required T Remainder { get; init; }

    public required T InnerProduct { get; init; }

    public required T Reversed { get; init; }

    public required T AtZeta { get; init; }

    public required T Batch { get; init; }

    public required T Linearized { get; init; }

    /// <summary>d, the factor of [W'] on the τ side.</summary>
    public required T Pairing { get; init; }
}
