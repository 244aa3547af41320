using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Prover.Backends;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover;

/// <summary>
/// What the stages of one proof share. The claims, points and values live in the same <see cref="ProtocolState{T}"/>
/// that the verifier fills, so that both sides name and resolve them by the same code.
/// </summary>
public sealed class ProverSession
{
    public required ProvingKey Key { get; init; }

    public required ProtocolState<Fr> State { get; init; }

    /// <summary>All columns by id: parameters, witness with multiplicities, publics and virtuals.</summary>
    public required IReadOnlyList<ColumnData> Columns { get; init; }

    public required ProofPoints Points { get; init; }

    public required IComputeBackend Backend { get; init; }

    /// <summary>Threads and vector kernels of what the backend does not do.</summary>
    public Cpu Cpu => Backend.Cpu;

    /// <summary>The packed polynomials in the order of <see cref="ProofPlan.Polynomials"/>.</summary>
    public IReadOnlyList<PackedColumns> Polynomials { get; init; } = [];

    /// <summary>Null for a plain proof.</summary>
    public HidingSecrets? Hiding { get; init; }

    /// <summary>Test seam of the lying prover; the honest prover has none.</summary>
    internal ProverSeams? Seams { get; init; }

    public ProofPlan Plan => State.Plan;

    /// <summary>The evaluations of the claims, in order.</summary>
    public Fr[] Evaluate(IReadOnlyList<ClaimKey> keys)
    {
        var values = new Fr[keys.Count];
        Cpu.Each(values.Length, k => values[k] = Evaluate(keys[k]));
        return values;
    }

    private Fr Evaluate(ClaimKey key)
    {
        var column = Columns[key.Column];
        var point = State.Resolve(key.Point);
        return column.IsNarrow ? Multilinear.Evaluate(column.IntArray, point, Cpu) : Multilinear.Evaluate(column.Longs, point, Cpu);
    }
}

/// <summary>
/// What tests bend to lie: a stage's values just before they are sent, the claimed root denominator, slots exchanged in
/// the commitment. What a lying prover does with them lives in the tests.
/// </summary>
internal sealed class ProverSeams
{
    public Action<SeamPoint>? Adjust { get; init; }

    public Fr? RootDenominator { get; init; }

    public (int First, int Second)? SwappedSlots { get; init; }

    /// <summary>Commitments of somebody else's proof, sent in place of one's own.</summary>
    public Algebra.Curves.G1Affine[]? Commitments { get; init; }
}

/// <summary>
/// A stage about to send <paramref name="Values"/>. <paramref name="Challenges"/>: LogUp layer: claim of the layer and λ;
/// LogUp leaf (Index −1): α, β and the leaf's numerator and denominator; batches: the powers of γ.
/// <paramref name="Point"/>: the challenges of the sumcheck that has just ended.
/// </summary>
internal sealed record SeamPoint(Step Step, int Index, Fr[] Values, ProverSession Session, Fr[] Challenges, Fr[] Point);
