using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Stage 6, the prover's side of <see cref="Verifier.Stages.Opening"/>: the chunks are folded before anything is
/// divided, so that the full-width multiplications are over 2^ChunkBits points (docs/protocol.md §8.1).
/// </summary>
public static class Opening
{
    public static void Prove(ProverSession session, Fr[] y)
    {
        var (transcript, plan) = (session.State.Transcript, session.Plan);
        var delta = transcript.Challenge(Labels.OpenDelta);
        var factors = Verifier.Stages.Opening.ChunkFactors(plan, y, delta);
        var folded = new Fr[1 << plan.ChunkBits];
        var next = 0;
        foreach (var packed in session.Polynomials)
        {
            packed.Fold(factors.AsMemory(next, packed.Polynomial.Chunks), folded, session.Cpu);
            next += packed.Polynomial.Chunks;
        }
        if (session.Hiding is { } hiding) session.Cpu.Fr.MultiplyAddScalar(folded, factors[next], hiding.Mask);
        session.State.Proof.Blinding = CombinedBlinding(session, factors);
        transcript.Absorb(Labels.OpenBlinding, session.State.Proof.Blinding);
        Mercury.Prove(session, folded, y[..plan.ChunkBits]);
    }

    /// <summary>ρ* = Σ factor·ρ over all commitments.</summary>
    private static Fr CombinedBlinding(ProverSession session, Fr[] factors)
    {
        var parameters = session.Plan.Parameters.Chunks;
        var sum = session.Cpu.Fr.InnerProduct(factors.AsSpan(0, parameters), session.Key.ParameterBlindings);
        return session.Hiding is { } hiding ? sum + session.Cpu.Fr.InnerProduct(factors.AsSpan(parameters), hiding.Blindings) : sum;
    }
}
