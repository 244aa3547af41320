using Zkml.Algebra.Curves;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Stages;
using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>What a lying prover does otherwise than the honest one; nothing, when all are null.</summary>
internal sealed class Lies
{
    /// <summary>Bends the values of a message just before they are sent.</summary>
    public Action<StageMessage>? Adjust { get; init; }

    public Fr? RootDenominator { get; init; }

    /// <summary>Two columns that change places in the commitment, but nowhere else.</summary>
    public (int First, int Second)? SwappedSlots { get; init; }

    /// <summary>Commitments of somebody else's proof, sent in place of one's own.</summary>
    public G1Affine[]? Commitments { get; init; }

    /// <summary>Proves as if the statement were another.</summary>
    public Func<Statement, Statement>? Restate { get; init; }
}

/// <summary>
/// A stage about to send <paramref name="Values"/>. <paramref name="Challenges"/>: LogUp layer: claim of the layer and λ;
/// LogUp leaf (Index −1): α, β and the leaf's numerator and denominator; batches: the powers of γ.
/// <paramref name="Point"/>: the challenges of the sumcheck that has just ended.
/// </summary>
internal sealed record StageMessage(Step Step, int Index, Fr[] Values, ProverSession Session, Fr[] Challenges, Fr[] Point);

/// <summary>
/// The prover of the attacks: the stages of <see cref="CoreProver"/> put together from the same parts in the same order, with a lie
/// wherever one may be told. Without lies it makes the honest prover's proof (<see cref="LyingProverTests"/>).
/// </summary>
internal static class LyingProver
{
    public static ProvingResult Prove(
        ProvingKey key, long[]?[] trace, Fr context, Lies lies, Transcript<Fr> transcript, HidingSecrets? hiding = null)
    {
        var backend = CpuBackend.Default;
        var columns = CoreProver.Columns(key, trace, backend.Cpu);
        var statement = CoreProver.StatementOf(key.Verification.Plan, columns, context);
        if (lies.Restate is { } restate) statement = restate(statement);
        var session = ProverSession.Open(key, columns, statement, transcript, backend, hiding);
        VerifierCore.AbsorbStatement(session.State, key.Verification.StatementDigest, context, hiding?.Salt ?? Fr.Zero);
        Commit(session, lies);
        ProveLookups(session, lies);
        var maps = ProveContractions(session, lies);
        ProveIndexMaps(session, lies, maps);
        Opening.Prove(session, ProveReduction(session, lies));
        return new ProvingResult(statement, new Proof(session.State.Proof, session.Points), []);
    }

    private static void Commit(ProverSession session, Lies lies)
    {
        Commitment.Commit(session, lies.SwappedSlots is { } swap ? Swap(session, swap) : session.Polynomials);
        lies.Commitments?.CopyTo(session.Points.WitnessCommitments, 0);
        Commitment.Send(session);
    }

    private static PackedColumns[] Swap(ProverSession session, (int First, int Second) swap)
    {
        var columns = session.Columns.ToArray();
        (columns[swap.First], columns[swap.Second]) = (columns[swap.Second], columns[swap.First]);
        return
        [
            .. session.Polynomials.Select(p =>
                ReferenceEquals(p, session.Key.PackedParameters) ? p : PackedColumns.Pack(p.Polynomial, columns, session.Cpu)),
        ];
    }

    private static void ProveLookups(ProverSession session, Lies lies)
    {
        var proof = session.State.Proof;
        var (alpha, beta) = LogUp.DrawFingerprint(session);
        var tree = new LogUpTree(session, alpha, beta);
        var claim = LogUp.SendRoot(session, lies.RootDenominator ?? tree.RootDenominator);
        for (var k = 0; k < tree.Depth; k++)
        {
            var lambda = session.State.Transcript.Challenge(Labels.Lambda);
            var r = tree.ProveLayer(k, claim, lambda);
            lies.Adjust?.Invoke(new(Step.LogUp, k, proof.LogUpEnds[k], session, [claim.Numerator + (lambda * claim.Denominator), lambda], r));
            claim = LogUp.SendEnds(session, k, r);
        }
        LogUp.Evaluate(session, claim);
        lies.Adjust?.Invoke(new(Step.LogUp, -1, proof.RhoEvaluations, session, [alpha, beta, claim.Numerator, claim.Denominator], claim.Point));
        LogUp.SendEvaluations(session);
    }

    private static OperandTables[] ProveContractions(ProverSession session, Lies lies)
    {
        if (session.Plan.Contractions.Count == 0) return [];
        var weights = ContractionBatch.DrawWeights(session);
        var maps = ContractionBatch.Run(session, weights);
        lies.Adjust?.Invoke(new(Step.Contraction, 0, session.State.Proof.XEvaluations, session, weights, session.State.X));
        ContractionBatch.Send(session);
        return maps;
    }

    private static void ProveIndexMaps(ProverSession session, Lies lies, OperandTables[] maps)
    {
        if (session.Plan.Maps.Count == 0) return;
        var weights = IndexMapBatch.DrawWeights(session);
        IndexMapBatch.Run(session, maps, weights);
        lies.Adjust?.Invoke(new(Step.IndexMap, 0, session.State.Proof.ZEvaluations, session, weights, session.State.Z));
        IndexMapBatch.Send(session);
    }

    private static Fr[] ProveReduction(ProverSession session, Lies lies)
    {
        var weights = OpeningReduction.DrawWeights(session);
        var y = OpeningReduction.Run(session, weights);
        lies.Adjust?.Invoke(new(Step.Reduction, 0, session.State.Proof.YEvaluations, session, weights, y));
        OpeningReduction.Send(session);
        return y;
    }
}
