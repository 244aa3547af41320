using Zkml.Circuits.Relations;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Stages;

/// <summary>Stage 5, the prover's side of <see cref="Verifier.Stages.OpeningReduction"/> (docs/protocol.md §7).</summary>
public static class OpeningReduction
{
    /// <summary>Returns the common point y.</summary>
    public static Fr[] Prove(ProverSession session, PackedColumns parameters, PackedColumns witness)
    {
        var (transcript, proof, plan) = (session.State.Transcript, session.State.Proof, session.Plan);
        var gamma = transcript.Challenge(Labels.ReduceGamma);
        var weights = Verifier.Stages.ContractionBatch.Powers(gamma, session.State.Claims.Count);
        var instances = new List<PackedInstance> { new(session.Backend, witness, Terms(session, plan.Witness, weights)) };
        if (!plan.Parameters.IsEmpty) instances.Add(new(session.Backend, parameters, Terms(session, plan.Parameters, weights)));
        var y = Sumcheck.Run(transcript, Labels.ReduceRound, Labels.ReducePoint, proof.ReductionRounds, instances);
        proof.YEvaluations[^1] = WithoutExtension(instances[0].Value, plan.Witness, y);
        if (!plan.Parameters.IsEmpty) proof.YEvaluations[0] = WithoutExtension(instances[1].Value, plan.Parameters, y);
        session.Seams?.Adjust?.Invoke(new SeamPoint(Step.Reduction, 0, proof.YEvaluations, session, weights, y));
        transcript.Absorb(Labels.YEvaluations, proof.YEvaluations);
        return y;
    }

    /// <summary>γ^j·eq(r_j, ·) for every claim on a column of the polynomial, tile by tile.</summary>
    private static List<SelectorTerm> Terms(ProverSession session, PackedPolynomial polynomial, Fr[] weights)
    {
        var terms = new List<SelectorTerm>();
        for (var j = 0; j < weights.Length; j++)
        {
            var key = session.State.Claims[j].Key;
            var isParameter = session.Plan.Circuit.Columns[key.Column].Kind == ColumnKind.Parameter;
            if (isParameter != ReferenceEquals(polynomial, session.Plan.Parameters)) continue;
            var point = session.State.Resolve(key.Point);
            foreach (var (tile, slot) in polynomial.TilesOf(key.Column))
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
