using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Prover.Backends;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Stage 2, the prover's side of <see cref="Verifier.Stages.LogUp"/>: builds the fraction tree from the leaves up and
/// proves it layer by layer from the root down (docs/protocol.md §4).
/// </summary>
public static class LogUp
{
    private const int ParallelThreshold = 1 << 9;

    public static void Prove(ProverSession session)
    {
        var transcript = session.State.Transcript;
        var proof = session.State.Proof;
        var alpha = transcript.Challenge(Labels.Alpha);
        var beta = transcript.Challenge(Labels.Beta);
        var layers = BuildTree(LogUpLeaves.Build(session, alpha, beta), session.Plan.LeafVariables);
        proof.RootDenominator = session.Seams?.RootDenominator ?? layers[0].Denominators[0];
        transcript.Absorb(Labels.Root, proof.RootDenominator);
        var (numerator, denominator) = ProveTree(session, layers);
        SendEvaluations(session, alpha, beta, numerator, denominator);
    }

    /// <summary>Layer k has 2^k nodes; a parent is the sum of its two fractions, (p0·q1 + p1·q0) / (q0·q1).</summary>
    private static FractionLayer[] BuildTree(FractionLayer leaves, int depth)
    {
        var layers = new FractionLayer[depth + 1];
        layers[depth] = leaves;
        for (var k = depth - 1; k >= 0; k--)
        {
            var (child, parent) = (layers[k + 1], new FractionLayer((layers[k + 1].Length + 1) / 2));
            ParallelRange.For(parent.Length, ParallelThreshold, (start, end) =>
            {
                var (from, count) = (2 * start, end - start);
                FrKernels.AddFractions(
                    child.Numerators.AsSpan(from, 2 * count),
                    child.Denominators.AsSpan(from, 2 * count),
                    parent.Numerators.AsSpan(start, count),
                    parent.Denominators.AsSpan(start, count));
            });
            layers[k] = parent;
        }
        return layers;
    }

    private static (Fr Numerator, Fr Denominator) ProveTree(ProverSession session, FractionLayer[] layers)
    {
        var (transcript, proof) = (session.State.Transcript, session.State.Proof);
        Fr[] point = [];
        var (numerator, denominator) = (Fr.Zero, proof.RootDenominator);
        for (var k = 0; k + 1 < layers.Length; k++)
        {
            var lambda = transcript.Challenge(Labels.Lambda);
            var claim = numerator + (lambda * denominator);
            var layer = new LogUpLayer(session.Backend, layers[k + 1], point, lambda);
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

/// <summary>
/// The first <see cref="Length"/> fractions of a layer; all beyond are 0/1 and cost nothing. One of those is stored when
/// the length is odd, so that every stored fraction has its neighbour.
/// </summary>
public sealed class FractionLayer
{
    public FractionLayer(int length)
    {
        Length = length;
        var stored = Math.Max(2, length + (length & 1));
        (Numerators, Denominators) = (new Fr[stored], new Fr[stored]);
        Denominators.AsSpan(length).Fill(Fr.One);
    }

    public int Length { get; }

    public Fr[] Numerators { get; }

    public Fr[] Denominators { get; }
}
