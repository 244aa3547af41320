using Zkml.Algebra.Polynomials;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Repairs every layer of the LogUp tree: solves its check for p0, so that a lie at the root sinks to the leaves.</summary>
/// <param name="except">A layer that is left as it is; −1 for none.</param>
internal sealed class LayerRepair(int except = -1)
{
    private Fr[] previous = [];

    public void Apply(StageMessage p)
    {
        if (p.Step != Step.LogUp || p.Index < 0) return;
        var (claim, lambda, v) = (p.Challenges[0], p.Challenges[1], p.Values);
        var rounds = p.Session.State.Proof.LogUpRounds[p.Index];
        var left = claim;
        for (var k = 0; k < p.Point.Length; k++) left = RoundPolynomial.Evaluate(rounds[k], left, p.Point[k]);
        Fr[] point = p.Index == 0 ? [] : [Mu(p), .. previous];
        var eq = EqPolynomial.Evaluate<Fr>(point, p.Point);
        if (p.Index != except) v[0] = ((left * eq.Invert()) - (v[1] * v[2]) - (lambda * v[2] * v[3])) * v[3].Invert();
        previous = p.Point;
    }

    /// <summary>μ of the layer above, from claim = (e0 + μ(e1 − e0)) + λ·(e2 + μ(e3 − e2)).</summary>
    private static Fr Mu(StageMessage p)
    {
        var (e, lambda) = (p.Session.State.Proof.LogUpEnds[p.Index - 1], p.Challenges[1]);
        var slope = e[1] - e[0] + (lambda * (e[3] - e[2]));
        return (p.Challenges[0] - e[0] - (lambda * e[2])) * slope.Invert();
    }
}
