using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>Stage 4, the prover's side of <see cref="Verifier.Stages.IndexMapBatch"/> (docs/protocol.md §6).</summary>
public static class IndexMapBatch
{
    public static void Prove(ProverSession session, OperandTables[] maps)
    {
        var plan = session.Plan;
        if (plan.Maps.Count == 0) return;
        var (transcript, proof) = (session.State.Transcript, session.State.Proof);
        var gamma = transcript.Challenge(Labels.IndexGamma);
        var weights = Verifier.Stages.ContractionBatch.Powers(gamma, plan.Maps.Count);
        var instances = new SumcheckInstance[weights.Length];
        session.Cpu.Each(weights.Length, k =>
        {
            var source = maps[k].SourceTable();
            instances[k] = new ProductInstance(
                session.Backend, plan.Maps[k].Offset, weights[k], maps[k].SelectorTable(), source, source.Length);
        });
        session.State.Z = Sumcheck.Run(
            session.Cpu, transcript, Labels.IndexRound, Labels.IndexPoint, proof.IndexMapRounds, instances);
        session.Evaluate(plan.ZClaims).CopyTo(proof.ZEvaluations, 0);
        session.Seams?.Adjust?.Invoke(
            new SeamPoint(Step.IndexMap, 0, proof.ZEvaluations, session, weights, session.State.Z));
        transcript.Absorb(Labels.ZEvaluations, proof.ZEvaluations);
        session.State.Record(plan.ZClaims, proof.ZEvaluations);
    }
}
