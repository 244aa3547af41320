using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// The sumcheck of one LogUp layer. The round polynomial is <c>s(X) = l(X)·q(X)</c> with
/// <c>l(X) = eq(point_j, X)</c> (Gruen, eprint 2024/108 §3.2): only q(0) and q's leading coefficient are summed, q(1)
/// follows from the claim. Claims are kept without the eq factor of the bound variables. Fractions beyond the stored ones
/// are 0/1: there the summand is the constant λ, weighted by what is left of the eq table's sum, 1.
/// </summary>
public sealed class LogUpLayer
{
    private readonly IComputeBackend backend;
    private readonly Fr[] point;
    private readonly Fr[] weights;
    private readonly Fr lambda;
    private readonly Fr[] a;
    private readonly Fr[] b;
    private readonly Fr[] c;
    private readonly Fr[] d;
    private int length;
    private int weightCount;

    public LogUpLayer(IComputeBackend backend, FractionLayer layer, Fr[] point, Fr lambda)
    {
        this.backend = backend;
        this.point = point;
        this.lambda = lambda;
        length = layer.Denominators.Length / 2;
        var stored = length + (length & 1);
        (a, b, c, d) = (new Fr[stored], new Fr[stored], new Fr[stored], new Fr[stored]);
        ParallelRange.For(length, 1 << 9, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                c[i] = layer.Denominators[2 * i];
                d[i] = layer.Denominators[(2 * i) + 1];
                a[i] = layer.Numerators[2 * i];
                b[i] = layer.Numerators[(2 * i) + 1];
            }
            FrVector.MultiplyAddScalar(a.AsSpan(start, end - start), lambda, c.AsSpan(start, end - start));
        });
        weights = point.Length == 0 ? [] : EqPolynomial.Table(point.AsSpan(1));
        weightCount = weights.Length;
    }

    /// <summary>Runs the rounds; <paramref name="claim"/> becomes what is left, without the eq factor.</summary>
    public Fr[] Run(Transcript<Fr> transcript, Fr[][] rounds, ref Fr claim)
    {
        var r = new Fr[rounds.Length];
        var prefix = Fr.One;
        for (var j = 0; j < rounds.Length; j++)
        {
            PadToEven();
            var sums = backend.FractionRound(weights, a, b, c, d, length);
            var tail = Fr.One - FrVector.Sum(weights.AsSpan(0, length / 2));
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
    public Fr[] Ends(Fr lambda) => [a[0] - (lambda * c[0]), b[0], c[0], d[0]];

    /// <summary>q(1) = (claim − (1 − z)·q(0)) / z; summed directly in the (negligible) case z = 0.</summary>
    private Fr ValueAtOne(RoundSums sums, Fr claim, Fr z)
    {
        if (!z.IsZero) return (claim - ((Fr.One - z) * sums.Constant)) * z.Invert();
        var total = lambda * (Fr.One - FrVector.Sum(weights.AsSpan(0, length / 2)));
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
        backend.Fold(a, length, r);
        backend.Fold(b, length, r);
        backend.Fold(c, length, r);
        length = backend.Fold(d, length, r);
        // One weight is left for the last round, and none after it.
        if (weightCount > 1) FrKernels.AddPairs(weights.AsSpan(0, weightCount), weights.AsSpan(0, weightCount / 2));
        weightCount /= 2;
    }

    /// <summary>Stores one of the implied fractions, so that the last stored one has its neighbour.</summary>
    private void PadToEven()
    {
        if ((length & 1) == 0) return;
        (a[length], b[length], c[length], d[length]) = (lambda, Fr.Zero, Fr.One, Fr.One);
        length++;
    }
}
