using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>The verifier with one rule dropped: values that must not be zero may be. Shows what the rule is for.</summary>
internal static class LaxVerifier
{
    public static bool Accepts(CoreKey key, Statement statement, Proof proof, IReadOnlyDictionary<string, Fr>? frozen)
    {
        var state = new ProtocolState<Fr>
        {
            Plan = key.Plan,
            Transcript = new Transcript<Fr>(Labels.ProtocolId) { Frozen = frozen },
            Assertions = new WithoutNonZero(),
            Proof = proof.Scalars,
            Digests = PointEncoding.Digests(proof.Points),
            Publics = CoreVerifier.PublicTables(key.Plan, statement, Cpu.Default),
        };
        var opening = VerifierCore.Run(state, key.Digest, statement.Context, Fr.Zero);
        return opening is not null && PairingHolds(key, proof.Points, opening);
    }

    /// <summary>e(Σ factor·point, [1]₂) = e(AtZeta + d·Linearized, [τ]₂).</summary>
    public static bool PairingHolds(CoreKey key, ProofPoints p, DeferredOpening<Fr> o)
    {
        G1Affine[] bases =
        [
            .. key.ParameterCommitments, .. p.WitnessCommitments, G1Affine.Generator, Srs.StandardBlindingBase,
            p.Folded, p.Quotient, p.Remainder, p.InnerProduct, p.Reversed, p.AtZeta, p.Batch, p.Linearized,
        ];
        Fr[] factors =
        [
            .. o.Commitments, o.Generator, o.BlindingBase,
            o.Folded, o.Quotient, o.Remainder, o.InnerProduct, o.Reversed, o.AtZeta, o.Batch, o.Linearized,
        ];
        var left = new Pippenger(Cpu.Default).Msm(bases, factors).ToAffine();
        var right = -(p.AtZeta + (p.Linearized * o.Pairing)).ToAffine();
        return Pairing.ProductIsOne([(left, new G2Prepared(G2Affine.Generator)), (right, key.G2Tau)], KernelSet.Default);
    }

    private sealed class WithoutNonZero : IAssertions<Fr>
    {
        public bool AreEqual(Fr left, Fr right) => left == right;

        public bool IsNonZero(Fr value) => true;

        public string Show(Fr value) => value.ToString();
    }
}
