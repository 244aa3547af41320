using Zkml.Algebra.Fields;
using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Stage 6, the prover's side of <see cref="Verifier.Stages.Opening"/>: the chunks are folded before anything is
/// divided, so that the full-width multiplications are over 2^ChunkBits points (docs/protocol.md §8.1).
/// </summary>
public static class Opening
{
    public static void Prove(ProverSession session, PackedColumns parameters, PackedColumns witness, Fr[] y)
    {
        var (transcript, plan) = (session.State.Transcript, session.Plan);
        var delta = transcript.Challenge(Labels.OpenDelta);
        var factors = Verifier.Stages.Opening.ChunkFactors(plan, y, delta);
        var folded = new Fr[1 << plan.ChunkBits];
        parameters.Fold(factors.AsMemory(0, plan.Parameters.Chunks), folded);
        witness.Fold(factors.AsMemory(plan.Parameters.Chunks), folded);
        session.State.Proof.Blinding = FrVector.InnerProduct(
            factors.AsSpan(0, plan.Parameters.Chunks), session.Key.ParameterBlindings);
        transcript.Absorb(Labels.OpenBlinding, session.State.Proof.Blinding);
        Mercury.Prove(session, folded, y[..plan.ChunkBits]);
    }
}
