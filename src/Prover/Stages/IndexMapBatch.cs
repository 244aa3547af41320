using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>Stage 4, the prover's side of <see cref="Verifier.Stages.IndexMapBatch"/> (docs/protocol.md §6).</summary>
public static class IndexMapBatch
{
    public static void Prove(ProverSession session, OperandTables[] maps)
    {
        if (session.Plan.Maps.Count == 0) return;
        Run(session, maps, DrawWeights(session));
        Send(session);
    }

    /// <summary>The powers of γ.</summary>
    public static Fr[] DrawWeights(ProverSession session) =>
        Verifier.Stages.ContractionBatch.Powers(session.State.Transcript.Challenge(Labels.IndexGamma), session.Plan.Maps.Count);

    /// <summary>The rounds, and the values at z, into the proof.</summary>
    public static void Run(ProverSession session, OperandTables[] maps, Fr[] weights)
    {
        var (plan, proof) = (session.Plan, session.State.Proof);
        var instances = new SumcheckInstance[weights.Length];
        session.Cpu.Each(weights.Length, k =>
        {
            var source = maps[k].SourceTable();
            instances[k] = new ProductInstance(
                session.Backend, plan.Maps[k].Offset, weights[k], maps[k].SelectorTable(), source, source.Length);
        });
        session.State.Z = Sumcheck.Run(
            session.Cpu, session.State.Transcript, Labels.IndexRound, Labels.IndexPoint, proof.IndexMapRounds, instances);
        session.Evaluate(plan.ZClaims).CopyTo(proof.ZEvaluations, 0);
    }

    /// <summary>Sends the values at z.</summary>
    public static void Send(ProverSession session)
    {
        session.State.Transcript.Absorb(Labels.ZEvaluations, session.State.Proof.ZEvaluations);
        session.State.Record(session.Plan.ZClaims, session.State.Proof.ZEvaluations);
    }
}
