using Zkml.Algebra.Threading;

namespace Zkml.Prover.Stages;

/// <summary>A claim that the fraction at a point of a layer is this one.</summary>
public readonly struct LayerClaim(Fr numerator, Fr denominator, Fr[] point)
{
    public Fr Numerator { get; } = numerator;

    public Fr Denominator { get; } = denominator;

    public Fr[] Point { get; } = point;
}

/// <summary>
/// The fraction tree of one proof, built from the leaves up and proven layer by layer from the root down (docs/protocol.md §4). A layer
/// is given back once it is proven.
/// </summary>
public sealed class LogUpTree
{
    // Parents computed at a time by a thread.
    private const int Block = 1 << 10;

    private readonly ProverSession session;
    private readonly FractionSource[] layers;
    private readonly LayerTables tables = new();

    public LogUpTree(ProverSession session, Fr alpha, Fr beta)
    {
        this.session = session;
        layers = BuildTree(new LogUpLeaves(session, alpha, beta), session.Plan.LeafVariables, session.Cpu);
        RootDenominator = DenominatorOf(layers[0]);
        tables.Reserve((layers[^1].Pairs / 2) + 2);
    }

    /// <summary>Layers below the root.</summary>
    public int Depth => layers.Length - 1;

    public Fr RootDenominator { get; }

    /// <summary>Proves a claim about layer k: writes its rounds and its ends into the proof, and returns the challenges of the rounds.</summary>
    public Fr[] ProveLayer(int k, LayerClaim claim, Fr lambda)
    {
        var proof = session.State.Proof;
        var sum = claim.Numerator + (lambda * claim.Denominator);
        var layer = new LogUpLayer(session.Backend, tables, layers[k + 1], claim.Point, lambda);
        layers[k + 1] = null!;
        var r = layer.Run(session.State.Transcript, proof.LogUpRounds[k], ref sum);
        layer.Ends(lambda).CopyTo(proof.LogUpEnds[k], 0);
        return r;
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

    private static Fr DenominatorOf(FractionSource root)
    {
        var (numerator, denominator) = (new Fr[1], new Fr[1]);
        root.Fill(0, numerator, denominator);
        return denominator[0];
    }
}
