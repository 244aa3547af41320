using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Verifier;

namespace Zkml.Wrapper.Plonk;

/// <summary>
/// What is left of a PLONK proof whose scalars are consistent: <c>e(Σ factor·point, [1]₂) = e([W′], [τ]₂)</c>.
/// </summary>
public sealed class PlonkOpening(G1Affine[] points, Fr[] factors, G1Affine linearized, Fr merge, Fr hint)
{
    /// <summary>F0, F1, F2, A, Z, T, W, W′ and the generator.</summary>
    public G1Affine[] Points { get; } = points;

    /// <summary>Their factors.</summary>
    public Fr[] Factors { get; } = factors;

    /// <summary>[W′].</summary>
    public G1Affine Linearized { get; } = linearized;

    /// <summary>u, drawn after every message, by which another check may be added to this one.</summary>
    public Fr Merge { get; } = merge;

    /// <summary>The inverse of everything that the check divides by, which spares a contract the inversion.</summary>
    public Fr Hint { get; } = hint;
}

/// <summary>The PLONK verifier up to the pairing (docs/wrapper.md §2–§4).</summary>
public static class PlonkVerifier
{
    /// <summary>The opening that is left, or null with a rejection. Never throws on a malformed proof.</summary>
    public static PlonkOpening? Reduce(PlonkKey key, ReadOnlySpan<Fr> publicInputs, PlonkProof proof, out Rejection? rejection, KernelSet? kernels = null)
    {
        rejection = CheckShape(key, publicInputs, proof);
        if (rejection is not null) return null;
        var transcript = new PlonkTranscript(key.Hash, publicInputs);
        var beta = transcript.Challenge(proof.Wires);
        var gamma = transcript.Challenge();
        var alpha = transcript.Challenge(proof.Product);
        var zeta = transcript.Challenge(proof.Quotient);
        var nu = transcript.Challenge(proof.Evaluations.All);
        var vanishing = zeta.Pow(1UL << key.LogSize) - Fr.One;
        if (zeta.IsZero || vanishing.IsZero) return Refuse("degenerate zeta", out rejection);
        var (publicInput, firstLagrange) = PublicInputs(key, publicInputs, zeta, vanishing, (kernels ?? KernelSet.Default).Fr);
        var challenges = new PlonkChallenges(beta, gamma, alpha, zeta);
        var quotient = GateIdentity.Evaluate(proof.Evaluations, challenges, publicInput, firstLagrange) * vanishing.Invert();
        var y = transcript.Challenge(proof.Opening);
        if (PackedOpening.At(y, zeta, key.Root, nu, proof.Evaluations, quotient) is not { } opening)
        {
            return Refuse("degenerate y", out rejection);
        }
        return new PlonkOpening(
            [key.Wiring, key.Gates, key.Permutation, proof.Wires, proof.Product, proof.Quotient, proof.Opening, proof.Linearized, G1Affine.Generator],
            [.. opening.Factors, -opening.Divisor, y, -opening.Constant],
            proof.Linearized,
            transcript.Challenge(proof.Linearized),
            Hint(key, zeta, vanishing, y));
    }

    /// <summary>
    /// <c>1/(Π_i (ζ − ω^i)·(ζ^n − 1)·n·(y⁴ − ζω)(y − ζ)(y − ζω)(ζ − ζω))</c> over the public inputs i (docs/wrapper.md §7).
    /// </summary>
    private static Fr Hint(PlonkKey key, Fr zeta, Fr vanishing, Fr y)
    {
        var omega = key.Root;
        var next = zeta * omega;
        var product = vanishing * Fr.FromUInt64(1UL << key.LogSize) * (y.Square().Square() - next) * (y - zeta) * (y - next) * (zeta - next);
        var root = Fr.One;
        for (var k = 0; k < key.PublicInputs; k++)
        {
            product *= zeta - root;
            root *= omega;
        }
        return product.Invert();
    }

    private static Rejection? CheckShape(PlonkKey key, ReadOnlySpan<Fr> publicInputs, PlonkProof proof)
    {
        if (publicInputs.Length != key.PublicInputs)
        {
            return new Rejection(Step.Wrapper, "number of public inputs", -1, $"{key.PublicInputs}", $"{publicInputs.Length}");
        }
        var points = proof.Points;
        for (var k = 0; k < points.Length; k++)
        {
            if (points[k].IsIdentity) return new Rejection(Step.Wrapper, "point is at infinity", k);
            if (!points[k].IsOnCurve) return new Rejection(Step.Wrapper, "point is not on the curve", k);
        }
        return null;
    }

    /// <summary>
    /// <c>PI(ζ) = −Σ x_i·L_i(ζ)</c> with <c>L_i(ζ) = ω^i·(ζ^n − 1)/(n·(ζ − ω^i))</c>, and L_0(ζ).
    /// </summary>
    private static (Fr PublicInput, Fr FirstLagrange) PublicInputs(PlonkKey key, ReadOnlySpan<Fr> publicInputs, Fr zeta, Fr vanishing, FrVector fr)
    {
        var omega = key.Root;
        var inverses = new Fr[Math.Max(1, publicInputs.Length)];
        var power = Fr.One;
        for (var k = 0; k < inverses.Length; k++)
        {
            inverses[k] = zeta - power;
            power *= omega;
        }
        fr.BatchInvert(inverses);
        var scale = vanishing * Fr.FromUInt64(1UL << key.LogSize).Invert();
        var (sum, root) = (Fr.Zero, Fr.One);
        for (var k = 0; k < publicInputs.Length; k++)
        {
            sum += publicInputs[k] * root * inverses[k];
            root *= omega;
        }
        return (-(scale * sum), scale * inverses[0]);
    }

    private static PlonkOpening? Refuse(string what, out Rejection? rejection)
    {
        rejection = new Rejection(Step.Wrapper, what);
        return null;
    }
}
