using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;
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

    public ProofPlan Plan => State.Plan;

    /// <summary>The evaluations of the claims, in order.</summary>
    public Fr[] Evaluate(IReadOnlyList<ClaimKey> keys)
    {
        var values = new Fr[keys.Count];
        Cpu.Each(values.Length, k => values[k] = Evaluate(keys[k]));
        return values;
    }

    /// <summary>A session before its first message.</summary>
    /// <param name="key">The key.</param>
    /// <param name="columns">All columns by id.</param>
    /// <param name="statement">What is proven.</param>
    /// <param name="transcript">New, of this protocol.</param>
    /// <param name="backend">What computes.</param>
    /// <param name="hiding">The secrets of a hiding proof, null for a plain one.</param>
    /// <exception cref="ArgumentException">A hiding key without secrets, or a plain one with them.</exception>
    public static ProverSession Open(
        ProvingKey key, ColumnData[] columns, Statement statement, Transcript<Fr> transcript, IComputeBackend backend, HidingSecrets? hiding)
    {
        var plan = key.Verification.Plan;
        if (plan.IsHiding != hiding is not null) throw new ArgumentException("A hiding key takes secrets, a plain one none.");
        return new ProverSession
        {
            Key = key,
            Columns = columns,
            Points = ProofShape.AllocatePoints(plan),
            Backend = backend,
            Hiding = hiding,
            Polynomials =
            [
                .. plan.Polynomials.Select(p => ReferenceEquals(p, plan.Parameters) ? key.PackedParameters : PackedColumns.Pack(p, columns, backend.Cpu)),
            ],
            State = new ProtocolState<Fr>
            {
                Kernels = backend.Cpu.Kernels,
                Plan = plan,
                Transcript = transcript,
                Assertions = FieldAssertions.Instance,
                Proof = ProofShape.Allocate<Fr>(plan),
                Digests = new PointDigests<Fr>(Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero),
                Publics = CoreVerifier.PublicTables(plan, statement, backend.Cpu),
            },
        };
    }

    private Fr Evaluate(ClaimKey key)
    {
        var column = Columns[key.Column];
        var point = State.Resolve(key.Point);
        return column.IsNarrow ? Multilinear.Evaluate(column.IntArray, point, Cpu) : Multilinear.Evaluate(column.Longs, point, Cpu);
    }
}
