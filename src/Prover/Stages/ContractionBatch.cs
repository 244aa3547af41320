using Zkml.Algebra.Polynomials;
using Zkml.Circuits.Relations;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Stages;

/// <summary>Stage 3, the prover's side of <see cref="Verifier.Stages.ContractionBatch"/> (docs/protocol.md §5).</summary>
public static class ContractionBatch
{
    /// <summary>Proves the batch; returns the tables of the mapped operands, which the index-map stage needs again.</summary>
    public static OperandTables[] Prove(ProverSession session)
    {
        if (session.Plan.Contractions.Count == 0) return [];
        var maps = Run(session, DrawWeights(session));
        Send(session);
        return maps;
    }

    /// <summary>The powers of γ.</summary>
    public static Fr[] DrawWeights(ProverSession session) => Verifier.Stages.ContractionBatch.Powers(
        session.State.Transcript.Challenge(Labels.ContractionGamma), session.Plan.Contractions.Count);

    /// <summary>The rounds, and the values at x, into the proof.</summary>
    public static OperandTables[] Run(ProverSession session, Fr[] weights)
    {
        var (plan, proof) = (session.Plan, session.State.Proof);
        var maps = new OperandTables[plan.Maps.Count];
        var mappedEnds = new Func<Fr>[plan.Maps.Count];
        var instances = new SumcheckInstance?[weights.Length];
        session.Cpu.Each(weights.Length, k => instances[k] = BuildInstance(session, plan.Contractions[k], weights[k], maps, mappedEnds));
        session.State.X = Sumcheck.Run(
            session.Cpu,
            session.State.Transcript,
            Labels.ContractionRound,
            Labels.ContractionPoint,
            proof.ContractionRounds,
            [.. instances.OfType<SumcheckInstance>()]);
        session.Evaluate(plan.XClaims).CopyTo(proof.XEvaluations, 0);
        for (var k = 0; k < mappedEnds.Length; k++) proof.XEvaluations[plan.XClaims.Count + k] = mappedEnds[k]();
        return maps;
    }

    /// <summary>Sends the values at x.</summary>
    public static void Send(ProverSession session)
    {
        var values = session.State.Proof.XEvaluations;
        session.State.Transcript.Absorb(Labels.XEvaluations, values);
        session.State.Record(session.Plan.XClaims, values.AsSpan(0, session.Plan.XClaims.Count));
    }

    private static SumcheckInstance? BuildInstance(
        ProverSession session, ContractionPlan c, Fr weight, OperandTables[] maps, Func<Fr>[] mappedEnds)
    {
        var operands = c.Contraction.Operands;
        var tables = new Fr[operands.Count][];
        for (var k = 0; k < tables.Length; k++)
        {
            var builder = new OperandTables(session, c, operands[k]);
            var table = tables[k] = builder.OverSummedAxes();
            if (c.MapNumber[k] < 0) continue;
            maps[c.MapNumber[k]] = builder;
            mappedEnds[c.MapNumber[k]] = () => table[0];
        }
        if (c.Contraction.Form == ContractionForm.Sum) return null;
        if (c.Degree == 2)
        {
            return new ProductInstance(session.Backend, c.Offset, weight, tables[0], tables[1], tables[0].Length);
        }
        return new WeightedProductInstance(session.Backend, c.Offset, weight, BatchWeights(session, c), tables[0], tables[1]);
    }

    /// <summary>eq(ρ_batch, ·) over all summed axes, constant along the contracted ones, which come first.</summary>
    private static Fr[] BatchWeights(ProverSession session, ContractionPlan c)
    {
        var point = new List<Fr>();
        for (var axis = 0; axis < c.IsBatch.Length; axis++)
        {
            if (!c.IsBatch[axis]) continue;
            for (var k = 0; k < c.JointAxes[axis].Bits; k++) point.Add(session.State.Rho[c.FirstJointVariable(axis) + k]);
        }
        var eq = EqPolynomial.Table([.. point], session.Cpu);
        var contracted = c.SumVariables - point.Count;
        var table = new Fr[1 << c.SumVariables];
        for (var i = 0; i < table.Length; i++) table[i] = eq[i >> contracted];
        return table;
    }
}
