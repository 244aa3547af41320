using Zkml.Algebra.Curves;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Stages;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper;

/// <summary>
/// Verifies a wrapped proof: the contract's algorithm, in C# (docs/wrapper.md §5). Recomputes the digests of the core points,
/// checks the PLONK proof about them, and does both pairing checks as one.
/// </summary>
public static class WrappedVerifier
{
    private static readonly G2Prepared G2Generator = new(G2Affine.Generator);

    /// <summary>Null when accepted, else where and why not. Never throws on a malformed proof.</summary>
    /// <param name="key">The wrapper key.</param>
    /// <param name="proof">Any proof.</param>
    /// <param name="cpu">Null for the program's default. Thread-safe.</param>
    public static Rejection? Verify(WrapperKey key, WrappedProof proof, Cpu? cpu = null)
    {
        cpu ??= Cpu.Default;
        if (CheckShape(key.Core, proof) is { } malformed) return malformed;
        var inputs = PublicInputs(key.Core, proof);
        if (PlonkVerifier.Reduce(key.Plonk, inputs, proof.Plonk, out var rejection, cpu.Kernels) is not { } opening) return rejection;
        return CheckPairing(key.Core, proof, opening, cpu);
    }

    /// <summary>The public inputs in the order of docs/wrapper.md §1.1.</summary>
    public static Fr[] PublicInputs(CoreKey key, WrappedProof proof)
    {
        var d = PointEncoding.Digests(proof.Points);
        return
        [
            proof.Statement.Context,
            .. Words(key.Plan.Circuit, key.Plan.Circuit.Inputs, proof.Statement.Inputs),
            .. Words(key.Plan.Circuit, key.Plan.Circuit.Outputs, proof.Statement.Outputs),
            d.Witness, d.Folded, d.Quotient, d.Products, d.AtZeta, d.Batch, d.Linearized,
            .. proof.Factors,
        ];
    }

    private static IEnumerable<Fr> Words(Circuits.Circuit circuit, IReadOnlyList<int> ids, long[][] values)
    {
        for (var k = 0; k < ids.Count; k++)
        {
            Fr[] elements = [.. values[k].Select(Fr.FromInt64)];
            foreach (var word in StatementStage.Pack<Fr>(circuit.Columns[ids[k]], elements)) yield return word;
        }
    }

    private static Rejection? CheckShape(CoreKey key, WrappedProof proof)
    {
        var circuit = key.Plan.Circuit;
        if (proof.Points.WitnessCommitments.Length != key.Plan.WitnessCommitments || proof.Factors.Length != VerifierCircuit.FactorCount(key.Plan))
        {
            return new Rejection(Step.Encoding, "the proof does not have the circuit's shape");
        }
        var index = 0;
        foreach (var point in ProofBody.Points(proof.Points))
        {
            if (!point.IsOnCurve) return new Rejection(Step.Encoding, "point is not on the curve", index);
            index++;
        }
        return StatementStage.CheckRanges(circuit.Columns, circuit.Inputs, proof.Statement.Inputs, "input")
            ?? StatementStage.CheckRanges(circuit.Columns, circuit.Outputs, proof.Statement.Outputs, "output");
    }

    /// <summary><c>e(PLONK + u·A, [1]₂)·e(−([W′] + u·B), [τ]₂) = 1</c>.</summary>
    private static Rejection? CheckPairing(CoreKey key, WrappedProof proof, PlonkOpening opening, Cpu cpu)
    {
        var u = opening.Merge;
        var p = proof.Points;
        G1Affine[] core =
        [
            .. key.ParameterCommitments, .. p.WitnessCommitments, G1Affine.Generator, Srs.StandardBlindingBase, p.Folded, p.Quotient,
            p.Remainder, p.InnerProduct, p.Reversed, p.AtZeta, p.Batch, p.Linearized,
        ];
        Fr[] factors = [.. opening.Factors, .. proof.Factors.AsSpan(0, core.Length).ToArray().Select(f => u * f)];
        var left = new Pippenger(cpu).Msm([.. opening.Points, .. core], factors).ToAffine();
        var right = (opening.Linearized + ((p.AtZeta + (p.Linearized * proof.Factors[^1])) * u)).ToAffine();
        return Pairing.ProductIsOne([(left, G2Generator), (-right, key.G2Tau)], cpu.Kernels) ? null : new Rejection(Step.Wrapper, "pairing");
    }
}
