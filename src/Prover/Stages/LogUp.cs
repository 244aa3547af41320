using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Stage 2, the prover's side of <see cref="Verifier.Stages.LogUp"/>: builds the fraction tree from the leaves up and
/// proves it layer by layer from the root down (docs/protocol.md §4).
/// </summary>
public static class LogUp
{
    // Parents computed at a time by a thread.
    private const int Block = 1 << 10;

    public static void Prove(ProverSession session)
    {
        var transcript = session.State.Transcript;
        var proof = session.State.Proof;
        var alpha = transcript.Challenge(Labels.Alpha);
        var beta = transcript.Challenge(Labels.Beta);
        var layers = BuildTree(new LogUpLeaves(session, alpha, beta), session.Plan.LeafVariables, session.Cpu);
        proof.RootDenominator = session.Seams?.RootDenominator ?? RootDenominator(layers[0]);
        transcript.Absorb(Labels.Root, proof.RootDenominator);
        var (numerator, denominator) = ProveTree(session, layers);
        SendEvaluations(session, alpha, beta, numerator, denominator);
    }

    /// <summary>
    /// Layer k has 2^k nodes; a parent is the sum of its two fractions, (p0·q1 + p1·q0) / (q0·q1). All layers but the leaves
    /// are stored.
    /// </summary>
    private static FractionSource[] BuildTree(FractionSource leaves, int depth, Cpu cpu)
    {
        var layers = new FractionSource[depth + 1];
        layers[depth] = leaves;
        for (var k = depth - 1; k >= 0; k--) layers[k] = Parent(layers[k + 1], cpu);
        return layers;
    }

    private static FractionLayer Parent(FractionSource child, Cpu cpu)
    {
        var parent = new FractionLayer(child.Pairs);
        cpu.For((parent.Length + Block - 1) / Block, 1, (start, end) =>
        {
            var (numerators, denominators) = (new Fr[2 * Math.Min(Block, parent.Length)], new Fr[2 * Math.Min(Block, parent.Length)]);
            for (var first = start * Block; first < Math.Min(end * Block, parent.Length); first += Block)
            {
                cpu.ThrowIfCancelled();
                var count = Math.Min(Block, parent.Length - first);
                child.Fill(2 * first, numerators.AsSpan(0, 2 * count), denominators.AsSpan(0, 2 * count));
                cpu.Fr.AddFractions(
                    numerators.AsSpan(0, 2 * count),
                    denominators.AsSpan(0, 2 * count),
                    parent.Numerators.AsSpan(first, count),
                    parent.Denominators.AsSpan(first, count));
            }
        });
        return parent;
    }

    private static (Fr Numerator, Fr Denominator) ProveTree(ProverSession session, FractionSource[] layers)
    {
        var (transcript, proof) = (session.State.Transcript, session.State.Proof);
        Fr[] point = [];
        var (numerator, denominator) = (Fr.Zero, proof.RootDenominator);
        var tables = new LayerTables();
        tables.Reserve((layers[^1].Pairs / 2) + 2);
        for (var k = 0; k + 1 < layers.Length; k++)
        {
            var lambda = transcript.Challenge(Labels.Lambda);
            var claim = numerator + (lambda * denominator);
            var layer = new LogUpLayer(session.Backend, tables, layers[k + 1], point, lambda);
            layers[k + 1] = null!;
            var r = layer.Run(transcript, proof.LogUpRounds[k], ref claim);
            layer.Ends(lambda).CopyTo(proof.LogUpEnds[k], 0);
            session.Seams?.Adjust?.Invoke(
                new SeamPoint(Step.LogUp, k, proof.LogUpEnds[k], session, [numerator + (lambda * denominator), lambda], r));
            transcript.Absorb(Labels.Ends, proof.LogUpEnds[k]);
            var mu = transcript.Challenge(Labels.Mu);
            var e = proof.LogUpEnds[k];
            numerator = e[0] + (mu * (e[1] - e[0]));
            denominator = e[2] + (mu * (e[3] - e[2]));
            point = [mu, .. r];
        }
        session.State.Rho = point;
        return (numerator, denominator);
    }

    private static Fr RootDenominator(FractionSource root)
    {
        var (numerator, denominator) = (new Fr[1], new Fr[1]);
        root.Fill(0, numerator, denominator);
        return denominator[0];
    }

    private static void SendEvaluations(ProverSession session, Fr alpha, Fr beta, Fr numerator, Fr denominator)
    {
        var values = session.State.Proof.RhoEvaluations;
        session.Evaluate(session.Plan.RhoClaims).CopyTo(values, 0);
        session.Seams?.Adjust?.Invoke(
            new SeamPoint(Step.LogUp, -1, values, session, [alpha, beta, numerator, denominator], session.State.Rho));
        session.State.Transcript.Absorb(Labels.RhoEvaluations, values);
        session.State.Record(session.Plan.RhoClaims, values);
    }
}
