using Zkml.Algebra.Curves;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;
using Zkml.Verifier.Stages;

namespace Zkml.Verifier;

/// <summary>What the core verifier needs of a key: the plan, the digest, the parameter commitments and [τ]₂.</summary>
/// <param name="Plan">From a validated circuit.</param>
/// <param name="Digest">The model digest; binds circuit, commitments and SRS.</param>
/// <param name="ParameterCommitments">One point per parameter chunk.</param>
/// <param name="G2Tau">[τ]₂ with its lines prepared.</param>
public sealed record CoreKey(ProofPlan Plan, Fr Digest, G1Affine[] ParameterCommitments, G2Prepared G2Tau)
{
    /// <summary>The samples that one proof is about; the plan is that of as many (<see cref="BatchKey"/>).</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Absorbed first: the model digest, for a batch with the number of samples (docs/protocol.md §2.2).</summary>
    public Fr StatementDigest => Plan.Privacy is { } privacy
        ? HidingKey.StatementDigest(BatchKey.StatementDigest(Digest, Samples), privacy)
        : BatchKey.StatementDigest(Digest, Samples);
}

/// <summary>The native verifier: <see cref="VerifierCore"/> over field elements, then the pairing (docs/protocol.md §2).</summary>
public static class CoreVerifier
{
    private static readonly G2Prepared G2Generator = new(G2Affine.Generator);

    /// <summary>Null when the proof is accepted, else where and why it is not. Never throws on a malformed proof.</summary>
    /// <param name="key">The key.</param>
    /// <param name="statement">What is proven.</param>
    /// <param name="proof">Any proof.</param>
    /// <param name="cpu">Null for the program's default. Thread-safe.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static Rejection? Verify(CoreKey key, Statement statement, Proof proof, Cpu? cpu = null) =>
        Verify(key, statement, proof, Fr.Zero, cpu);

    /// <summary>
    /// Verifies a hiding proof, which takes the prover's salt: for the prover itself, before it wraps the proof. Nobody else
    /// is shown the salt or the scalars.
    /// </summary>
    public static Rejection? Verify(CoreKey key, Statement statement, Proof proof, Fr salt, Cpu? cpu = null)
    {
        cpu ??= Cpu.Default;
        var state = Open(key, statement, proof, new Transcript<Fr>(Labels.ProtocolId), cpu, out var rejection);
        return state is null ? rejection : Finish(state, key, statement, proof, salt, cpu);
    }

    /// <summary>
    /// The first half of a verification: shape, points and ranges are checked. Null with the reason when they are wrong, else a state
    /// that <see cref="Finish"/> takes. Whoever wants to see the messages gives a transcript that logs them.
    /// </summary>
    public static ProtocolState<Fr>? Open(
        CoreKey key, Statement statement, Proof proof, Transcript<Fr> transcript, Cpu cpu, out Rejection? rejection)
    {
        rejection = Check(key.Plan, statement, proof);
        if (rejection is not null) return null;
        return new ProtocolState<Fr>
        {
            Plan = key.Plan,
            Kernels = cpu.Kernels,
            Transcript = transcript,
            Assertions = FieldAssertions.Instance,
            Proof = proof.Scalars,
            Digests = PointEncoding.Digests(proof.Points),
            Publics = PublicTables(key.Plan, statement, cpu),
        };
    }

    /// <summary>The second half: all stages, then the pairing.</summary>
    public static Rejection? Finish(ProtocolState<Fr> state, CoreKey key, Statement statement, Proof proof, Fr salt, Cpu cpu)
    {
        var opening = VerifierCore.Run(state, key.StatementDigest, statement.Context, salt);
        if (opening is null) return state.Rejection ?? new Rejection(Step.Opening, "rejected");
        return CheckPairing(key, proof.Points, opening, cpu);
    }

    private static Rejection? Check(ProofPlan plan, Statement statement, Proof proof)
    {
        var circuit = plan.Circuit;
        if (!ProofShape.Matches(plan, proof)) return new Rejection(Step.Encoding, "the proof does not have the circuit's shape");
        if (FirstOffCurve(proof.Points) is { } off) return new Rejection(Step.Encoding, "point is not on the curve", off);
        return StatementStage.CheckRanges(circuit.Columns, circuit.Inputs, statement.Inputs, "input")
            ?? StatementStage.CheckRanges(circuit.Columns, circuit.Outputs, statement.Outputs, "output");
    }

    /// <summary>The decoder checks points too; a proof made in memory has not been through it.</summary>
    private static int? FirstOffCurve(ProofPoints points)
    {
        var k = 0;
        foreach (var point in Codec.ProofBody.Points(points))
        {
            if (!point.IsOnCurve) return k;
            k++;
        }
        return null;
    }

    /// <summary>The padded public columns by column id.</summary>
    public static Dictionary<int, Fr[]> PublicTables(ProofPlan plan, Statement statement, Cpu cpu)
    {
        var tables = new Dictionary<int, Fr[]>();
        Add(plan.Circuit.Inputs, statement.Inputs);
        Add(plan.Circuit.Outputs, statement.Outputs);
        return tables;

        void Add(IReadOnlyList<int> ids, long[][] values)
        {
            for (var k = 0; k < ids.Count; k++)
            {
                var elements = new Fr[values[k].Length];
                cpu.Fr.FromInt64(values[k], elements);
                tables[ids[k]] = StatementStage.Pad<Fr>(plan.Circuit.Columns[ids[k]], elements);
            }
        }
    }

    /// <summary><c>e(A₁ + d·A₂, [1]₂) · e(−(H + d·W'), [τ]₂) = 1</c>.</summary>
    private static Rejection? CheckPairing(CoreKey key, ProofPoints points, DeferredOpening<Fr> opening, Cpu cpu)
    {
        G1Affine[] bases =
        [
            .. key.ParameterCommitments, .. points.WitnessCommitments,
            G1Affine.Generator, Srs.StandardBlindingBase, points.Folded, points.Quotient, points.Remainder,
            points.InnerProduct, points.Reversed, points.AtZeta, points.Batch, points.Linearized,
        ];
        Fr[] scalars =
        [
            .. opening.Commitments,
            opening.Generator, opening.BlindingBase, opening.Folded, opening.Quotient, opening.Remainder,
            opening.InnerProduct, opening.Reversed, opening.AtZeta, opening.Batch, opening.Linearized,
        ];
        var left = new Pippenger(cpu).Msm(bases, scalars).ToAffine();
        var right = -(points.AtZeta + (points.Linearized * opening.Pairing)).ToAffine();
        return Pairing.ProductIsOne([(left, G2Generator), (right, key.G2Tau)], cpu.Kernels) ? null : new Rejection(Step.Opening, "pairing");
    }
}
