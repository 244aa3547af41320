using Zkml.Algebra.Polynomials;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Stages;

/// <summary>Stage 5, the prover's side of <see cref="Verifier.Stages.OpeningReduction"/> (docs/protocol.md §7).</summary>
public static class OpeningReduction
{
    /// <summary>Returns the common point y.</summary>
    public static Fr[] Prove(ProverSession session)
    {
        var y = Run(session, DrawWeights(session));
        Send(session);
        return y;
    }

    /// <summary>The powers of γ, one for each claim that the stages before have made.</summary>
    public static Fr[] DrawWeights(ProverSession session) =>
        Verifier.Stages.ContractionBatch.Powers(session.State.Transcript.Challenge(Labels.ReduceGamma), session.State.Claims.Count);

    /// <summary>The rounds, and the values at y, into the proof; returns y.</summary>
    public static Fr[] Run(ProverSession session, Fr[] weights)
    {
        var (proof, plan) = (session.State.Proof, session.Plan);
        var instances = new List<PackedInstance>();
        for (var p = 0; p < session.Polynomials.Count; p++)
        {
            instances.Add(new(session.Backend, session.Polynomials[p], Terms(session, p, weights)));
        }
        var y = Sumcheck.Run(session.Cpu, session.State.Transcript, Labels.ReduceRound, Labels.ReducePoint, proof.ReductionRounds, instances);
        for (var p = 0; p < instances.Count; p++) proof.YEvaluations[p] = WithoutExtension(instances[p].Value, plan.Polynomials[p], y);
        if (session.Hiding is { } hiding) proof.YEvaluations[^1] = Multilinear.Evaluate(hiding.Mask, y.AsSpan(0, plan.ChunkBits), session.Cpu);
        return y;
    }

    /// <summary>Sends the values at y.</summary>
    public static void Send(ProverSession session) =>
        session.State.Transcript.Absorb(Labels.YEvaluations, session.State.Proof.YEvaluations);

    /// <summary>γ^j·eq(r_j, ·) for every claim on a column of the polynomial, tile by tile.</summary>
    private static List<SelectorTerm> Terms(ProverSession session, int polynomial, Fr[] weights)
    {
        var terms = new List<SelectorTerm>();
        for (var j = 0; j < weights.Length; j++)
        {
            var key = session.State.Claims[j].Key;
            if (session.Plan.PolynomialOf(key.Column) != polynomial) continue;
            var point = session.State.Resolve(key.Point);
            foreach (var (tile, slot) in session.Plan.Polynomials[polynomial].TilesOf(key.Column))
            {
                terms.Add(new SelectorTerm(slot, weights[j] * tile.Weight<Fr>(point), tile.Restrict(point)));
            }
        }
        return terms;
    }

    /// <summary>
    /// The sumcheck bound the zero extension too, F(y) = f(y[0..n))·Π (1 − y_k); the value sent is f's own.
    /// </summary>
    private static Fr WithoutExtension(Fr bound, PackedPolynomial polynomial, Fr[] y)
    {
        var product = Fr.One;
        for (var k = polynomial.Variables; k < y.Length; k++) product *= Fr.One - y[k];
        return bound * product.Invert();
    }
}
