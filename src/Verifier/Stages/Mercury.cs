using Zkml.Algebra.Fields;
using Zkml.Verifier.Arithmetic;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 6, second half: the multilinear opening Mercury (eprint 2025/385; docs/protocol.md §8.2). For f with 2^n
/// coefficients, b = 2^t columns and point u = (u₁, u₂), it reduces <c>f̃(u) = v</c> to one pairing check.
/// </summary>
public static class Mercury
{
    /// <summary>The number of low variables, log2 of the columns: ⌈n/2⌉.</summary>
    public static int LowVariables(int n) => (n + 1) / 2;

    /// <summary><c>P_u(x) = Σ_i eq(i, u)·x^i = Π_k (u_k·x^(2^k) + 1 − u_k)</c>.</summary>
    public static T EqUnivariate<T>(ReadOnlySpan<T> u, T x)
        where T : struct, IScalar<T>
    {
        var product = T.One;
        foreach (var uk in u)
        {
            product *= (uk * x) + (T.One - uk);
            x *= x;
        }
        return product;
    }

    public static DeferredOpening<T>? Verify<T>(ProtocolState<T> state, T[] commitmentFactors, T[] u, T value)
        where T : struct, IScalar<T>
    {
        var transcript = state.Transcript;
        transcript.AbsorbDigest(Labels.OpenFolded, state.Digests.Folded);
        var alpha = transcript.Challenge(Labels.OpenAlpha);
        transcript.AbsorbDigest(Labels.OpenQuotient, state.Digests.Quotient);
        var gamma = transcript.Challenge(Labels.OpenGamma);
        transcript.AbsorbDigest(Labels.OpenProducts, state.Digests.Products);
        var zeta = transcript.Challenge(Labels.OpenZeta);
        if (!CheckZeta(state, alpha, zeta)) return null;
        var evaluations = Evaluations(state, u, value, alpha, gamma, zeta);
        transcript.Absorb(Labels.OpenEvaluations, state.Proof.OpeningEvaluations);
        transcript.AbsorbDigest(Labels.OpenAtZeta, state.Digests.AtZeta);
        var beta = transcript.Challenge(Labels.OpenBeta);
        transcript.AbsorbDigest(Labels.OpenBatch, state.Digests.Batch);
        var w = transcript.Challenge(Labels.OpenW);
        var distinct = (w - alpha) * (w - zeta) * (w - evaluations.ZetaInverse);
        if (!state.RequireNonZero(distinct, Step.Opening, "degenerate w")) return null;
        transcript.AbsorbDigest(Labels.OpenLinear, state.Digests.Linearized);
        var d = transcript.Challenge(Labels.OpenD);
        return Combine(state, commitmentFactors, new Challenges<T>(alpha, zeta, beta, w, d, distinct), evaluations);
    }

    private readonly record struct Challenges<T>(T Alpha, T Zeta, T Beta, T W, T D, T Distinct);

    /// <summary>What the proof's evaluations imply: h(α), D(ζ) and ζ^b − α are derived, not sent.</summary>
    private readonly record struct Derived<T>(T ZetaInverse, T FoldedAtAlpha, T ReversedAtZeta, T Vanishing);

    /// <summary>ζ ∉ {0, ±1, α, 1/α}: the points of the batched opening must differ.</summary>
    private static bool CheckZeta<T>(ProtocolState<T> state, T alpha, T zeta)
        where T : struct, IScalar<T>
    {
        var degenerate = zeta * ((zeta * zeta) - T.One) * (zeta - alpha) * ((zeta * alpha) - T.One);
        return state.RequireNonZero(degenerate, Step.Opening, "degenerate zeta");
    }

    /// <summary>
    /// <c>h(α) = ½[g(ζ)P₁(1/ζ) + g(1/ζ)P₁(ζ) + γ(h(ζ)P₂(1/ζ) + h(1/ζ)P₂(ζ) − 2v) − ζS(ζ) − S(1/ζ)/ζ]</c> is both
    /// inner-product checks; <c>D(ζ) = ζ^(b−1)·g(1/ζ)</c> is the degree check of g.
    /// </summary>
    private static Derived<T> Evaluations<T>(ProtocolState<T> state, T[] u, T value, T alpha, T gamma, T zeta)
        where T : struct, IScalar<T>
    {
        var e = state.Proof.OpeningEvaluations;
        var t = LowVariables(u.Length);
        ReadOnlySpan<T> u1 = u.AsSpan(0, t), u2 = u.AsSpan(t);
        var inverse = T.Invert(zeta);
        var products = (e[0] * EqUnivariate(u1, inverse)) + (e[1] * EqUnivariate(u1, zeta))
            + (gamma * ((e[2] * EqUnivariate(u2, inverse)) + (e[3] * EqUnivariate(u2, zeta)) - value - value));
        var half = T.Invert(T.FromInt64(2));
        var atAlpha = half * (products - (zeta * e[4]) - (inverse * e[5]));
        var power = zeta;
        for (var k = 0; k < t; k++) power *= power;
        return new Derived<T>(inverse, atAlpha, power * inverse * e[1], power - alpha);
    }

    /// <summary>
    /// The factors of all points in <c>A₁ + d·A₂</c>, with A₁ the check at ζ and A₂ the linearized batch at w.
    /// </summary>
    private static DeferredOpening<T> Combine<T>(
        ProtocolState<T> state, T[] commitmentFactors, Challenges<T> c, Derived<T> derived)
        where T : struct, IScalar<T>
    {
        var e = state.Proof.OpeningEvaluations;
        var beta2 = c.Beta * c.Beta;
        var wa = c.W - c.Alpha;
        T[] factors = [wa, c.Beta, beta2 * wa, beta2 * c.Beta * wa * (c.W - derived.ZetaInverse)];
        var constant = (factors[0] * Line(e[0], e[1], c, derived.ZetaInverse))
            + (factors[1] * Quadratic(e[2], e[3], derived.FoldedAtAlpha, c, derived.ZetaInverse))
            + (factors[2] * Line(e[4], e[5], c, derived.ZetaInverse))
            + (factors[3] * derived.ReversedAtZeta);
        return new DeferredOpening<T>
        {
            Commitments = commitmentFactors,
            Generator = -(e[0] + (c.D * constant)),
            BlindingBase = -state.Proof.Blinding,
            Quotient = -derived.Vanishing,
            AtZeta = c.Zeta,
            Remainder = c.D * factors[0],
            Folded = c.D * factors[1],
            InnerProduct = c.D * factors[2],
            Reversed = c.D * factors[3],
            Batch = -(c.D * c.Distinct),
            Linearized = c.D * c.W,
            Pairing = c.D,
        };
    }

    /// <summary>The line through (ζ, a) and (1/ζ, b), at w.</summary>
    private static T Line<T>(T a, T b, Challenges<T> c, T zetaInverse)
        where T : struct, IScalar<T> =>
        a + ((c.W - c.Zeta) * (b - a) * T.Invert(zetaInverse - c.Zeta));

    /// <summary>The quadratic through (ζ, a), (1/ζ, b) and (α, y), at w, by Newton's form.</summary>
    private static T Quadratic<T>(T a, T b, T y, Challenges<T> c, T zetaInverse)
        where T : struct, IScalar<T>
    {
        var slope = (b - a) * T.Invert(zetaInverse - c.Zeta);
        var second = (y - a - (slope * (c.Alpha - c.Zeta))) * T.Invert((c.Alpha - c.Zeta) * (c.Alpha - zetaInverse));
        return a + ((c.W - c.Zeta) * (slope + (second * (c.W - zetaInverse))));
    }
}
