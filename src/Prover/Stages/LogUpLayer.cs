using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// The sumcheck of one LogUp layer. The round polynomial is <c>s(X) = l(X)·q(X)</c> with
/// <c>l(X) = eq(point_j, X)</c> (Gruen, eprint 2024/108 §3.2): only q(0) and q's leading coefficient are summed, q(1)
/// follows from the claim. Claims are kept without the eq factor of the bound variables. Fractions beyond the stored ones
/// are 0/1: there the summand is the constant λ, weighted by what is left of the eq table's sum, 1. The first round of a
/// large layer reads its source block by block, and binding its variable reads it again, so that the four tables are
/// only ever half as long as the layer.
/// </summary>
public sealed class LogUpLayer
{
    /// <summary>Pairs from which the first round runs over the source.</summary>
    public const int StreamingPairs = 1 << 13;

    // Pairs of a block, an even number; sixteen block tables fit a second-level cache.
    private const int Block = 1 << 10;

    private readonly IComputeBackend backend;
    private readonly LayerTables tables;
    private readonly Fr[] point;
    private readonly Fr lambda;
    private readonly EqWeights weights;
    private FractionSource? streamed;
    private int length;

    public LogUpLayer(
        IComputeBackend backend, LayerTables tables, FractionSource source, Fr[] point, Fr lambda, int streamingPairs = StreamingPairs)
    {
        (this.backend, this.tables, this.point, this.lambda) = (backend, tables, point, lambda);
        weights = new EqWeights(point.Length == 0 ? [] : point.AsSpan(1), backend.Cpu);
        length = source.Pairs;
        // The weight of a claim at point 0 cannot be divided out: that case sums its value from the tables.
        if (length >= streamingPairs && !point[0].IsZero)
        {
            streamed = source;
            length += length & 1;
        }
        else
        {
            tables.Reserve(length + 1);
            ForBlocks(source, length, (start, block) => block.CopyTo(tables, start));
        }
    }

    /// <summary>Runs the rounds; <paramref name="claim"/> becomes what is left, without the eq factor.</summary>
    public Fr[] Run(Transcript<Fr> transcript, Fr[][] rounds, ref Fr claim)
    {
        var r = new Fr[rounds.Length];
        var prefix = Fr.One;
        for (var j = 0; j < rounds.Length; j++)
        {
            PadToEven();
            var sums = streamed is null
                ? backend.FractionRound(weights.Low, weights.High, tables.A, tables.B, tables.C, tables.D, length)
                : StreamedRound();
            var tail = Fr.One - weights.Sum(length / 2);
            sums = sums with { Constant = sums.Constant + (lambda * tail) };
            var at1 = ValueAtOne(sums, claim, point[j]);
            var linear = at1 - sums.Constant - sums.Quadratic;
            WriteRound(rounds[j], prefix, point[j], sums, linear);
            transcript.Absorb(Labels.LogUpRound, rounds[j]);
            r[j] = transcript.Challenge(Labels.LogUpPoint);
            prefix *= Fr.One - point[j] - r[j] + (point[j] * r[j]).Double();
            claim = sums.Constant + (r[j] * (linear + (r[j] * sums.Quadratic)));
            Bind(r[j]);
        }
        return r;
    }

    /// <summary>p0, p1, q0, q1 at the layer's point.</summary>
    public Fr[] Ends(Fr lambda) => [tables.A[0] - (lambda * tables.C[0]), tables.B[0], tables.C[0], tables.D[0]];

    /// <summary>q(1) = (claim − (1 − z)·q(0)) / z; summed directly in the (negligible) case z = 0.</summary>
    private Fr ValueAtOne(RoundSums sums, Fr claim, Fr z)
    {
        if (!z.IsZero) return (claim - ((Fr.One - z) * sums.Constant)) * z.Invert();
        var (a, b, c, d) = (tables.A, tables.B, tables.C, tables.D);
        var total = lambda * (Fr.One - weights.Sum(length / 2));
        for (var i = 0; i < length; i += 2) total += weights[i / 2] * ((a[i + 1] * d[i + 1]) + (b[i + 1] * c[i + 1]));
        return total;
    }

    /// <summary>s(X) = prefix·((1 − z) + (2z − 1)·X)·(q0 + q1·X + q2·X²), without its linear coefficient.</summary>
    private static void WriteRound(Fr[] round, Fr prefix, Fr z, RoundSums q, Fr linear)
    {
        var low = prefix * (Fr.One - z);
        var slope = prefix * (z.Double() - Fr.One);
        round[0] = low * q.Constant;
        round[1] = (low * q.Quadratic) + (slope * linear);
        round[2] = slope * q.Quadratic;
    }

    private void Bind(Fr r)
    {
        if (streamed is { } source)
        {
            tables.Reserve((length / 2) + 1);
            ForBlocks(source, length, (start, block) => block.FoldTo(tables, start / 2, r));
            (streamed, length) = (null, length / 2);
        }
        else
        {
            backend.Fold(tables.A, length, r);
            backend.Fold(tables.B, length, r);
            backend.Fold(tables.C, length, r);
            length = backend.Fold(tables.D, length, r);
        }
        weights.DropVariable();
    }

    private RoundSums StreamedRound()
    {
        var gate = new Lock();
        var total = new RoundSums(Fr.Zero, Fr.Zero, Fr.Zero);
        ForBlocks(streamed!, length, (start, block) =>
        {
            // Both sizes are powers of two and blocks start at multiples: a block is a part of one low table, or some whole ones.
            var (factor, first) = Math.DivRem(start / 2, weights.Low.Length);
            var part = backend.FractionRound(
                weights.Low.AsMemory(first), weights.High.AsMemory(factor), block.A, block.B, block.C, block.D, block.Count);
            lock (gate) total = new RoundSums(total.Constant + part.Constant, total.Quadratic + part.Quadratic, Fr.Zero);
        });
        return total;
    }

    /// <summary>Reads a source's pairs block by block, on several threads, with a = p0 + λ·q0, b = p1, c = q0, d = q1.</summary>
    private void ForBlocks(FractionSource source, int pairs, Action<int, PairBlock> body)
    {
        backend.Cpu.For((pairs + Block - 1) / Block, 1, (start, end) =>
        {
            var block = new PairBlock(Math.Min(Block, pairs), backend.Cpu.Fr);
            for (var k = start; k < end; k++)
            {
                backend.Cpu.ThrowIfCancelled();
                block.Read(source, k * Block, Math.Min(Block, pairs - (k * Block)), lambda);
                body(k * Block, block);
            }
        });
    }

    /// <summary>Stores one of the implied fractions, so that the last stored one has its neighbour.</summary>
    private void PadToEven()
    {
        if ((length & 1) == 0) return;
        tables.Set(length, lambda, Fr.Zero, Fr.One, Fr.One);
        length++;
    }
}
