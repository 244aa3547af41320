using Zkml.Algebra.Curves;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Circuits;
using Zkml.Circuits.Batching;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Prover.Backends;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Compilation;

/// <summary>Choices of a compilation that the model hash depends on, besides the graph.</summary>
public sealed class CompileOptions
{
    /// <summary>32 bytes from which the parameter commitments' blindings are derived; null for public weights.</summary>
    public byte[]? BlindingSeed { get; init; }

    /// <summary>log2 of a commitment chunk; null to choose by the model's size.</summary>
    public int? ChunkBits { get; init; }

    /// <summary>
    /// The samples of a typical proof: what <see cref="ChunkBits"/> is chosen for. Proofs of any other number are possible.
    /// </summary>
    public int Samples { get; init; } = 1;

    /// <summary>
    /// Chooses a chunk that holds all parameters, the whole witness and each public tensor, so that a proof has as few commitments as
    /// a contract pays for, and any tensor can be sealed (<see cref="ChainChunk"/>). <see cref="ChunkBits"/> goes before it.
    /// </summary>
    public bool ForChain { get; init; }

    /// <summary>Whether to prove that every parameter is in its declared range; verifiers report its absence.</summary>
    public bool WithCertificate { get; init; } = true;

    public LoweringOptions Lowering { get; init; } = new();
}

/// <summary>A compiled model: the provider's half and the public half.</summary>
public sealed record CompiledModel(ProvingModel Model, VerifyingKey Key, string ModelHash);

/// <summary>From an integer graph to a proving model and a verifying key. Deterministic in graph, options and SRS.</summary>
public static class ModelCompiler
{
    /// <summary>
    /// Compiles and commits. <paramref name="srs"/> null means the insecure development SRS of the size that is needed.
    /// </summary>
    /// <param name="graph">The model.</param>
    /// <param name="srs">The powers of τ, at least as many as a chunk has.</param>
    /// <param name="options">How to compile it.</param>
    /// <param name="progress">Is told what begins.</param>
    /// <param name="backend">What commits and certifies, and what the model proves with; null for the program's default.</param>
    /// <param name="cancellation">Ends the call; nothing runs on.</param>
    /// <exception cref="InvalidDataException">The SRS is too small or the graph cannot be lowered; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static CompiledModel Compile(
        IntegerGraph graph,
        Srs? srs,
        CompileOptions options,
        Action<string>? progress = null,
        IComputeBackend? backend = null,
        CancellationToken cancellation = default)
    {
        backend ??= CpuBackend.Default;
        var call = backend.With(cancellation);
        call.Cpu.ThrowIfCancelled();
        progress?.Invoke("lowering");
        var lowered = GraphLowering.Lower(graph, options.Lowering);
        call.Cpu.ThrowIfCancelled();
        var size = PackedSize(lowered.Circuit);
        var chunkBits = options.ChunkBits ?? Choose(ForBatch(lowered.Circuit, options.Samples), options.ForChain, srs?.LogSize);
        CheckSize(size, chunkBits, srs);
        if (srs is null) progress?.Invoke("making a development SRS");
        srs = (srs ?? Srs.Development(chunkBits, call.Cpu)).Truncate(chunkBits);
        progress?.Invoke("committing");
        var (provingKey, key) = Commit(graph, lowered, srs, chunkBits, options.BlindingSeed, call);
        if (options.WithCertificate && provingKey.Verification.ParameterCommitments.Length > 0)
        {
            progress?.Invoke("certifying parameter ranges");
            key = key with { Certificate = ModelCertificate.Prove(lowered, provingKey, call) };
        }
        var model = new ProvingModel(graph, lowered, options, provingKey, key.Inputs, key.Outputs, backend);
        return new CompiledModel(model, key, model.ModelHash);
    }

    private static int Choose(Circuit circuit, bool forChain, int? available) =>
        forChain ? ChainChunk.Choose(circuit, available) : ChooseChunkBits(PackedSize(circuit), available);

    /// <summary>
    /// 64 to 128 commitments: the opening costs two full-width multiplications of one chunk, verification one scalar
    /// multiplication per chunk (docs/decisions/0004).
    /// </summary>
    private static int ChooseChunkBits(long size, int? available)
    {
        var bits = 0;
        while ((1L << bits) < size) bits++;
        var wanted = Math.Clamp(bits - 7, 6, VerifyingKey.MaxChunkBits);
        return Math.Min(wanted, available ?? wanted);
    }

    private static Circuit ForBatch(Circuit circuit, int samples)
    {
        var batch = BatchCircuit.Of(circuit, samples);
        if (samples == 1 || CircuitValidator.Validate(batch) is not { } error) return batch;
        throw new InvalidDataException($"No proof can be about {samples} samples of this model: {error}.");
    }

    private static long PackedSize(Circuit circuit)
    {
        var plan = new ProofPlan(circuit, VerifyingKey.MinChunkBits);
        return plan.Parameters.Packing.Length + plan.Witness.Packing.Length;
    }

    private static void CheckSize(long size, int chunkBits, Srs? srs)
    {
        if (srs is not null && srs.LogSize < chunkBits)
        {
            throw new InvalidDataException(
                $"The SRS has 2^{srs.LogSize} powers, chunks of 2^{chunkBits} need as many: use a larger SRS (zkml setup --log-size {chunkBits}).");
        }
        if (size >> chunkBits <= VerifyingKey.MaxChunks && chunkBits >= VerifyingKey.MinChunkBits) return;
        var needed = VerifyingKey.MinChunkBits;
        while (size >> needed > VerifyingKey.MaxChunks) needed++;
        throw new InvalidDataException(
            $"The SRS is too small: chunks of 2^{chunkBits} would take {size >> chunkBits} commitments for this model. "
            + $"Use an SRS of at least 2^{needed} powers (zkml setup --log-size {needed}).");
    }

    /// <summary>Packs and commits the parameters of a lowered model: the keys, without a certificate.</summary>
    public static (ProvingKey Key, VerifyingKey Public) Commit(
        IntegerGraph graph, LoweredModel lowered, Srs srs, int chunkBits, byte[]? seed, IComputeBackend backend)
    {
        var plan = new ProofPlan(lowered.Circuit, chunkBits);
        var columns = new ColumnData?[lowered.Circuit.Columns.Count];
        foreach (var (id, values) in lowered.Parameters) columns[id] = new ColumnData(values);
        var packed = PackedColumns.Pack(plan.Parameters, columns!, backend.Cpu);
        var blindings = ParameterBlinding.Derive(seed, packed, backend.Cpu);
        var key = new VerifyingKey
        {
            Circuit = lowered.Circuit,
            ChunkBits = chunkBits,
            ParameterCommitments = CommitChunks(packed, srs, blindings, backend),
            G2Tau = srs.G2Tau,
            Inputs = [.. graph.Inputs.Select(Describe)],
            Outputs = [.. graph.Outputs.Select(Describe)],
        };
        var core = new CoreKey(plan, key.ComputeDigest(), key.ParameterCommitments, new G2Prepared(srs.G2Tau, backend.Cpu.Kernels));
        return (new ProvingKey
        {
            Verification = core,
            Srs = srs,
            Parameters = columns,
            PackedParameters = packed,
            ParameterBlindings = blindings,
        }, key);
    }

    /// <summary>The keys of a model that was compiled before: its options name the chunk size.</summary>
    internal static (ProvingKey Key, VerifyingKey Public) Load(
        IntegerGraph graph, LoweredModel lowered, Srs srs, CompileOptions options, IComputeBackend backend)
    {
        var size = PackedSize(lowered.Circuit);
        var chunkBits = options.ChunkBits ?? ChooseChunkBits(size, srs.LogSize);
        CheckSize(size, chunkBits, srs);
        return Commit(graph, lowered, srs, chunkBits, options.BlindingSeed, backend);
    }

    private static TensorInfo Describe(GraphValue value) => new(value.Name, value.Type.Shape, value.Scale, value.Kind);

    /// <summary>C_j = [p_j(τ)]₁ + ρ_j·H.</summary>
    private static G1Affine[] CommitChunks(PackedColumns packed, Srs srs, Fr[] blindings, IComputeBackend backend)
    {
        var commitments = new G1Affine[packed.Polynomial.Chunks];
        for (var k = 0; k < commitments.Length; k++)
        {
            backend.Cpu.ThrowIfCancelled();
            var chunk = packed.Chunk(k);
            var point = backend.MsmSmall(srs.G1Powers[..chunk.Length], chunk);
            commitments[k] = blindings[k].IsZero ? point : (point + (srs.BlindingBase * blindings[k]).ToAffine()).ToAffine();
        }
        return commitments;
    }
}
