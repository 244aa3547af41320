using Zkml.Algebra.Fields;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Mercury's last two rounds (docs/protocol.md §8.2, R5–R6): one quotient W for the openings of g, S at ζ, 1/ζ, of h at
/// ζ, 1/ζ, α, of D at ζ, and its linearization W' at w (BDFG20, eprint 2020/081).
/// </summary>
public static class MercuryBatch
{
    public sealed class Polynomials(Fr[] g, Fr[] h, Fr[] s, Fr[] d)
    {
        public Fr[] G { get; } = g;

        public Fr[] H { get; } = h;

        public Fr[] S { get; } = s;

        public Fr[] D { get; } = d;
    }

    public static void Prove(ProverSession session, Polynomials p, Fr alpha, Fr zeta)
    {
        var transcript = session.State.Transcript;
        var inverse = zeta.Invert();
        var interpolants = Interpolants(p, alpha, zeta, inverse);
        var beta = transcript.Challenge(Labels.OpenBeta);
        var quotient = Quotient(p, interpolants, alpha, zeta, inverse, beta, session.Cpu);
        session.Points.Batch = Mercury.Commit(session, quotient);
        transcript.AbsorbDigest(Labels.OpenBatch, PointEncoding.Digest(session.Points.Batch));
        var w = transcript.Challenge(Labels.OpenW);
        var linear = Linearize(p, interpolants, quotient, alpha, zeta, inverse, beta, w, session.Cpu);
        session.Points.Linearized = Mercury.Commit(session, linear);
        transcript.AbsorbDigest(Labels.OpenLinear, PointEncoding.Digest(session.Points.Linearized));
        transcript.Challenge(Labels.OpenD);
    }

    /// <summary>g*, h*, S*, D*: the polynomials of least degree through the opened values.</summary>
    private static Fr[][] Interpolants(Polynomials p, Fr alpha, Fr zeta, Fr inverse)
    {
        Fr[] two = [zeta, inverse], three = [zeta, inverse, alpha];
        return [Interpolate(two, p.G), Interpolate(three, p.H), Interpolate(two, p.S), [Evaluate(p.D, zeta)]];
    }

    /// <summary>
    /// <c>W = [(X−α)(g−g*) + β(h−h*) + β²(X−α)(S−S*) + β³(X−α)(X−1/ζ)(D−D*)] / ((X−α)(X−ζ)(X−1/ζ))</c>.
    /// </summary>
    private static Fr[] Quotient(Polynomials p, Fr[][] stars, Fr alpha, Fr zeta, Fr inverse, Fr beta, Cpu cpu)
    {
        var b = p.G.Length;
        var sum = new Fr[b + 2];
        AddShifted(cpu.Fr, sum, Subtract(p.G, stars[0]), Fr.One, [alpha]);
        AddShifted(cpu.Fr, sum, Subtract(p.H, stars[1]), beta, []);
        AddShifted(cpu.Fr, sum, Subtract(p.S, stars[2]), beta * beta, [alpha]);
        AddShifted(cpu.Fr, sum, Subtract(p.D, stars[3]), beta * beta * beta, [alpha, inverse]);
        foreach (var x in new[] { alpha, zeta, inverse }) sum = MercuryPolynomials.DivideByLinear(sum, x, cpu);
        return sum;
    }

    /// <summary>
    /// <c>W' = (c0·g + c1·h + c2·S + c3·D − e − Z·W) / (X − w)</c> with the factors of the verifier's check.
    /// </summary>
    private static Fr[] Linearize(
        Polynomials p, Fr[][] stars, Fr[] quotient, Fr alpha, Fr zeta, Fr inverse, Fr beta, Fr w, Cpu cpu)
    {
        var wa = w - alpha;
        Fr[] c = [wa, beta, beta * beta * wa, beta * beta * beta * wa * (w - inverse)];
        var sum = new Fr[Math.Max(p.G.Length, quotient.Length)];
        Fr[][] terms = [p.G, p.H, p.S, p.D];
        for (var k = 0; k < c.Length; k++)
        {
            cpu.Fr.MultiplyAddScalar(sum.AsSpan(0, terms[k].Length), c[k], terms[k]);
            sum[0] -= c[k] * Evaluate(stars[k], w);
        }
        var vanishing = wa * (w - zeta) * (w - inverse);
        cpu.Fr.MultiplyAddScalar(sum.AsSpan(0, quotient.Length), -vanishing, quotient);
        return MercuryPolynomials.DivideByLinear(sum, w, cpu);
    }

    /// <summary>sum += factor·polynomial·Π (X − root).</summary>
    private static void AddShifted(FrVector fr, Fr[] sum, Fr[] polynomial, Fr factor, Fr[] roots)
    {
        foreach (var root in roots)
        {
            var next = new Fr[polynomial.Length + 1];
            for (var i = 0; i < polynomial.Length; i++)
            {
                next[i + 1] += polynomial[i];
                next[i] -= root * polynomial[i];
            }
            polynomial = next;
        }
        fr.MultiplyAddScalar(sum.AsSpan(0, polynomial.Length), factor, polynomial);
    }

    private static Fr[] Subtract(Fr[] polynomial, Fr[] star)
    {
        var result = new Fr[Math.Max(polynomial.Length, star.Length)];
        polynomial.CopyTo(result, 0);
        for (var i = 0; i < star.Length; i++) result[i] -= star[i];
        return result;
    }

    /// <summary>Newton interpolation of a polynomial's own values at two or three points.</summary>
    private static Fr[] Interpolate(Fr[] xs, Fr[] polynomial)
    {
        var ys = xs.Select(x => Evaluate(polynomial, x)).ToArray();
        var slope = (ys[1] - ys[0]) * (xs[1] - xs[0]).Invert();
        if (xs.Length == 2) return [ys[0] - (slope * xs[0]), slope];
        var second = (ys[2] - ys[0] - (slope * (xs[2] - xs[0]))) * ((xs[2] - xs[0]) * (xs[2] - xs[1])).Invert();
        return [ys[0] - (slope * xs[0]) + (second * xs[0] * xs[1]), slope - (second * (xs[0] + xs[1])), second];
    }

    private static Fr Evaluate(Fr[] polynomial, Fr x) => Univariate.Evaluate<Fr>(polynomial, x);
}
