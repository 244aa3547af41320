using Zkml.Algebra.Curves;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Circuits;
using Zkml.Circuits.Certificate;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Verifier.Plan;
using Zkml.Wire;

namespace Zkml.Verifier;

/// <summary>
/// How a public tensor is read: real number = code · Scale, or the code itself (with Scale 1) for
/// <see cref="ValueKind.Integer"/>. Bound by the model hash.
/// </summary>
public sealed record TensorInfo(string Name, int[] Shape, double Scale, ValueKind Kind = ValueKind.Real)
{
    /// <summary>The same name, shape, scale and kind.</summary>
    public bool Equals(TensorInfo? other) =>
        other is not null && Name == other.Name && Scale.Equals(other.Scale) && Kind == other.Kind && Shape.AsSpan().SequenceEqual(other.Shape);

    public override int GetHashCode() => HashCode.Combine(Name, Shape.Length, Scale, Kind);
}

/// <summary>
/// What is public about a model: the circuit, the parameter commitments, the SRS's [τ]₂, and how to read its tensors.
/// <see cref="Prepare"/> turns it into something that verifies.
/// </summary>
public sealed record VerifyingKey
{
    /// <summary>Smallest and largest supported chunk.</summary>
    public const int MinChunkBits = 4, MaxChunkBits = 24;

    /// <summary>More commitments than this make proofs and verification needlessly large.</summary>
    public const int MaxChunks = 4096;

    /// <summary>The verifier holds every public column, padding included, as field elements: 2^24 take 512 MiB.</summary>
    public const long MaxPublicEntries = 1L << 24;

    public required Circuit Circuit { get; init; }

    public required int ChunkBits { get; init; }

    public required G1Affine[] ParameterCommitments { get; init; }

    public required G2Affine G2Tau { get; init; }

    public required TensorInfo[] Inputs { get; init; }

    public required TensorInfo[] Outputs { get; init; }

    /// <summary>The proof that every parameter is in its declared range; null when the publisher gave none.</summary>
    public Proof? Certificate { get; init; }

    /// <summary>Who is known to have made [τ]₂; whoever knows τ forges proofs at will.</summary>
    public SetupOrigin Setup => KnownSetups.OriginOf(G2Tau);

    /// <summary>True when anyone can forge proofs under this key.</summary>
    public bool IsDevelopment => Setup == SetupOrigin.Development;

    /// <summary>
    /// The model hash: keccak256 mod 2^248 of everything but the certificate (docs/protocol.md §2.2).
    /// </summary>
    public Fr ComputeDigest()
    {
        var writer = new ByteWriter();
        writer.Ascii("zkml-model-1");
        Codec.KeyCodec.WriteBound(writer, this);
        return FieldDigest.FromKeccak(writer.Written);
    }

    /// <summary>The digest of the certificate's statement: the model digest under another domain.</summary>
    public static Fr CertificateDigest(Fr modelDigest)
    {
        var writer = new ByteWriter();
        writer.Ascii("zkml-certificate-1");
        writer.Scalar(modelDigest);
        return FieldDigest.FromKeccak(writer.Written);
    }

    /// <summary>
    /// Validates the key for verification: the circuit is well-formed, no integer can wrap the field, the certificate
    /// holds when there is one. Returns null with the reason when the key is not to be trusted. The processor, null for the
    /// program's default, also runs the verifications under the key.
    /// </summary>
    public PreparedKey? Prepare(out Rejection? rejection, Cpu? cpu = null)
    {
        cpu ??= Cpu.Default;
        rejection = Check();
        if (rejection is not null) return null;
        var plan = new ProofPlan(Circuit, ChunkBits);
        rejection = CheckChunks(plan);
        if (rejection is not null) return null;
        if (plan.Parameters.Chunks != ParameterCommitments.Length)
        {
            rejection = new Rejection(
                Step.Encoding, "number of parameter commitments", -1, $"{plan.Parameters.Chunks}", $"{ParameterCommitments.Length}");
            return null;
        }
        var tau = new G2Prepared(G2Tau, cpu.Kernels);
        var digest = ComputeDigest();
        rejection = CheckCertificate(digest, tau, cpu);
        if (rejection is not null) return null;
        return new PreparedKey(this, new CoreKey(plan, digest, ParameterCommitments, tau)) { Cpu = cpu };
    }

    /// <summary>The core key of the model certificate: its circuit over the same parameter commitments.</summary>
    public static CoreKey CertificateKey(Circuit circuit, int chunkBits, G1Affine[] commitments, Fr modelDigest, G2Prepared tau) =>
        new(new ProofPlan(CertificateCircuit.Build(circuit), chunkBits), CertificateDigest(modelDigest), commitments, tau);

    private Rejection? Check()
    {
        if (ChunkBits is < MinChunkBits or > MaxChunkBits)
        {
            return new Rejection(Step.Encoding, "chunk size", -1, $"{MinChunkBits}..{MaxChunkBits}", $"{ChunkBits}");
        }
        if (G2Tau.IsIdentity || !G2Tau.IsOnCurve || !G2Tau.IsInSubgroup) return new Rejection(Step.Encoding, "[τ]₂ is not in the subgroup");
        if (!ParameterCommitments.All(c => c.IsOnCurve)) return new Rejection(Step.Encoding, "a parameter commitment is not on the curve");
        if (CircuitValidator.Validate(Circuit) is { } error) return new Rejection(Step.Encoding, $"circuit: {error}");
        return CheckPublicSize(Circuit) ?? CheckTensors(Circuit.Inputs, Inputs, "input") ?? CheckTensors(Circuit.Outputs, Outputs, "output");
    }

    internal static Rejection? CheckPublicSize(Circuit circuit)
    {
        var entries = circuit.Inputs.Concat(circuit.Outputs).Sum(id => (long)circuit.Columns[id].Space.Size);
        return entries <= MaxPublicEntries
            ? null
            : new Rejection(Step.Encoding, "padded size of the public columns", -1, $"at most {MaxPublicEntries}", $"{entries}");
    }

    internal static Rejection? CheckChunks(ProofPlan plan)
    {
        var chunks = Math.Max(plan.Witness.Chunks, plan.Parameters.Chunks);
        return chunks <= MaxChunks ? null : new Rejection(Step.Encoding, "too many chunks", -1, $"at most {MaxChunks}", $"{chunks}");
    }

    private Rejection? CheckTensors(IReadOnlyList<int> columns, TensorInfo[] tensors, string what)
    {
        if (columns.Count != tensors.Length) return new Rejection(Step.Encoding, $"number of {what} descriptions");
        // Tensors are shown and compared by name: of two with one name, only one would be.
        if (tensors.DistinctBy(t => t.Name).Count() < tensors.Length) return new Rejection(Step.Encoding, $"two {what}s have one name");
        for (var k = 0; k < tensors.Length; k++)
        {
            // Held at 2^30, above any column's size, so that hostile extents cannot overflow.
            var size = tensors[k].Shape.Aggregate(1L, (n, d) => Math.Min(n, 1L << 30) * Math.Max(d, 0));
            if (size != Circuit.Columns[columns[k]].Space.TrueSize) return new Rejection(Step.Encoding, $"shape of {what} {k}", k);
            if (!ScaleField.IsValid(tensors[k].Kind, tensors[k].Scale)) return new Rejection(Step.Encoding, $"scale of {what} {k}", k);
        }
        return null;
    }

    private Rejection? CheckCertificate(Fr digest, G2Prepared tau, Cpu cpu)
    {
        if (Certificate is null) return null;
        var key = CertificateKey(Circuit, ChunkBits, ParameterCommitments, digest, tau);
        var error = CircuitValidator.Validate(key.Plan.Circuit) ?? IntervalAnalysis.Run(key.Plan.Circuit, trustParameters: false).Error;
        if (error is not null)
        {
            return new Rejection(Step.Encoding, $"model certificate: {error}");
        }
        var rejection = CoreVerifier.Verify(key, new Statement(Fr.Zero, [], []), Certificate, cpu);
        return rejection is null ? null : rejection with { What = $"model certificate: {rejection.What}" };
    }
}
