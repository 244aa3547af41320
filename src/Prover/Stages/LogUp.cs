using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Stage 2, the prover's side of <see cref="Verifier.Stages.LogUp"/>: proves the fraction tree layer by layer from the root
/// down (docs/protocol.md §4).
/// </summary>
public static class LogUp
{
    public static void Prove(ProverSession session)
    {
        var (alpha, beta) = DrawFingerprint(session);
        var tree = new LogUpTree(session, alpha, beta);
        var claim = SendRoot(session, tree.RootDenominator);
        for (var k = 0; k < tree.Depth; k++)
        {
            var lambda = session.State.Transcript.Challenge(Labels.Lambda);
            claim = SendEnds(session, k, tree.ProveLayer(k, claim, lambda));
        }
        Evaluate(session, claim);
        SendEvaluations(session);
    }

    /// <summary>α and β.</summary>
    public static (Fr Alpha, Fr Beta) DrawFingerprint(ProverSession session)
    {
        var alpha = session.State.Transcript.Challenge(Labels.Alpha);
        return (alpha, session.State.Transcript.Challenge(Labels.Beta));
    }

    /// <summary>Sends the root's denominator; the numerator is 0.</summary>
    public static LayerClaim SendRoot(ProverSession session, Fr denominator)
    {
        session.State.Proof.RootDenominator = denominator;
        session.State.Transcript.Absorb(Labels.Root, denominator);
        return new LayerClaim(Fr.Zero, denominator, []);
    }

    /// <summary>Sends the ends of layer k; returns the claim about the next.</summary>
    /// <param name="session">The proof.</param>
    /// <param name="k">The layer.</param>
    /// <param name="r">The challenges of its rounds.</param>
    public static LayerClaim SendEnds(ProverSession session, int k, Fr[] r)
    {
        var e = session.State.Proof.LogUpEnds[k];
        session.State.Transcript.Absorb(Labels.Ends, e);
        var mu = session.State.Transcript.Challenge(Labels.Mu);
        return new LayerClaim(e[0] + (mu * (e[1] - e[0])), e[2] + (mu * (e[3] - e[2])), [mu, .. r]);
    }

    /// <summary>Takes the last claim's point for ρ and writes the values there into the proof.</summary>
    public static void Evaluate(ProverSession session, LayerClaim last)
    {
        session.State.Rho = last.Point;
        session.Evaluate(session.Plan.RhoClaims).CopyTo(session.State.Proof.RhoEvaluations, 0);
    }

    public static void SendEvaluations(ProverSession session)
    {
        var values = session.State.Proof.RhoEvaluations;
        session.State.Transcript.Absorb(Labels.RhoEvaluations, values);
        session.State.Record(session.Plan.RhoClaims, values);
    }
}
