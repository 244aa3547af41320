using Zkml.Algebra.Curves;
using Zkml.Algebra.Polynomials;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// The prover's side of <see cref="Verifier.Stages.Mercury"/> (docs/protocol.md §8.2): coefficient i + j·b of f stands in
/// column i, row j; <c>f(X) = Σ_i X^i·f_i(X^b)</c>.
/// </summary>
public static class Mercury
{
    public static void Prove(ProverSession session, Fr[] f, Fr[] u)
    {
        var transcript = session.State.Transcript;
        var t = Verifier.Stages.Mercury.LowVariables(u.Length);
        var b = 1 << t;
        var e1 = EqPolynomial.Table(u.AsSpan(0, t), session.Cpu);
        var e2 = Extend(EqPolynomial.Table(u.AsSpan(t), session.Cpu), b);
        var h = MercuryPolynomials.FoldRows(f, e1, session.Cpu);
        session.Points.Folded = Commit(session, h);
        transcript.AbsorbDigest(Labels.OpenFolded, PointEncoding.Digest(session.Points.Folded));
        var alpha = transcript.Challenge(Labels.OpenAlpha);
        var (q, g) = MercuryPolynomials.DivideRows(f, b, alpha, session.Cpu);
        (session.Points.Quotient, session.Points.Remainder) = (Commit(session, q), Commit(session, g));
        transcript.AbsorbDigest(
            Labels.OpenQuotient, PointEncoding.Digest(session.Points.Quotient, session.Points.Remainder));
        var gamma = transcript.Challenge(Labels.OpenGamma);
        var s = MercuryPolynomials.InnerProduct(g, e1, Extend(h, b), e2, gamma, session.Cpu);
        Fr[] d = [.. g.Reverse()];
        (session.Points.InnerProduct, session.Points.Reversed) = (Commit(session, s), Commit(session, d));
        transcript.AbsorbDigest(
            Labels.OpenProducts, PointEncoding.Digest(session.Points.InnerProduct, session.Points.Reversed));
        var zeta = transcript.Challenge(Labels.OpenZeta);
        var atZeta = SendEvaluations(session, f, q, g, h, s, alpha, zeta, b);
        session.Points.AtZeta = Commit(session, atZeta);
        transcript.AbsorbDigest(Labels.OpenAtZeta, PointEncoding.Digest(session.Points.AtZeta));
        MercuryBatch.Prove(session, new MercuryBatch.Polynomials(g, h, s, d), alpha, zeta);
    }

    /// <summary>[p(τ)]₁; the polynomial is never longer than a chunk.</summary>
    public static G1Affine Commit(ProverSession session, Fr[] polynomial) =>
        session.Backend.Msm(session.Key.Bases(polynomial.Length), polynomial);

    /// <summary>Sends g, h, S at ζ and 1/ζ; returns H = (f − (ζ^b − α)·q − g(ζ)) / (X − ζ).</summary>
    private static Fr[] SendEvaluations(
        ProverSession session, Fr[] f, Fr[] q, Fr[] g, Fr[] h, Fr[] s, Fr alpha, Fr zeta, int b)
    {
        var inverse = zeta.Invert();
        var evaluations = session.State.Proof.OpeningEvaluations;
        (evaluations[0], evaluations[1]) = (Evaluate(g, zeta), Evaluate(g, inverse));
        (evaluations[2], evaluations[3]) = (Evaluate(h, zeta), Evaluate(h, inverse));
        (evaluations[4], evaluations[5]) = (Evaluate(s, zeta), Evaluate(s, inverse));
        session.State.Transcript.Absorb(Labels.OpenEvaluations, evaluations);
        var factor = alpha - zeta.Pow((ulong)b);
        var numerator = (Fr[])f.Clone();
        session.Cpu.Fr.MultiplyAddScalar(numerator.AsSpan(0, q.Length), factor, q);
        numerator[0] -= evaluations[0];
        return MercuryPolynomials.DivideByLinear(numerator, zeta, session.Cpu);
    }

    private static Fr Evaluate(Fr[] polynomial, Fr x) => Univariate.Evaluate<Fr>(polynomial, x);

    private static Fr[] Extend(Fr[] values, int length)
    {
        Array.Resize(ref values, length);
        return values;
    }
}
