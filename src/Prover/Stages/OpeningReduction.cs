using Zkml.Algebra.Fields;
using Zkml.Algebra.Polynomials;
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
        Fr[]? parameterTable = null;
        var witnessTable = witness.ToField();
        var instances = new List<SumcheckInstance> { Instance(session, plan.Witness, weights, witnessTable) };
        if (!plan.Parameters.IsEmpty)
        {
            parameterTable = parameters.ToField();
            instances.Add(Instance(session, plan.Parameters, weights, parameterTable));
        }
        var y = Sumcheck.Run(transcript, Labels.ReduceRound, Labels.ReducePoint, proof.ReductionRounds, instances);
        proof.YEvaluations[^1] = WithoutExtension(witnessTable[0], plan.Witness, y);
        if (parameterTable is not null) proof.YEvaluations[0] = WithoutExtension(parameterTable[0], plan.Parameters, y);
        session.Seams?.Adjust?.Invoke(new SeamPoint(Step.Reduction, 0, proof.YEvaluations, session, weights, y));
        transcript.Absorb(Labels.YEvaluations, proof.YEvaluations);
        return y;
    }

    private static ProductInstance Instance(ProverSession session, PackedPolynomial polynomial, Fr[] weights, Fr[] table) =>
        new(session.Backend, 0, Fr.One, Selector(session, polynomial, weights), table, table.Length);

    /// <summary>Σ_j γ^j·eq(r_j, ·) on each claim's slot; zero elsewhere.</summary>
    private static Fr[] Selector(ProverSession session, PackedPolynomial polynomial, Fr[] weights)
    {
        var selector = new Fr[polynomial.Packing.Length];
        for (var j = 0; j < weights.Length; j++)
        {
            var key = session.State.Claims[j].Key;
            var isParameter = session.Plan.Circuit.Columns[key.Column].Kind == ColumnKind.Parameter;
            if (isParameter != ReferenceEquals(polynomial, session.Plan.Parameters)) continue;
            var slot = polynomial.SlotOf(key.Column);
            var eq = new Fr[1 << slot.Variables];
            EqPolynomial.Table(session.State.Resolve(key.Point), weights[j], eq);
            var target = selector.AsSpan((int)slot.Offset, eq.Length);
            FrVector.Add(target, eq, target);
        }
        return selector;
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
