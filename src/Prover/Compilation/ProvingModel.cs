using Zkml.Algebra.Threading;
using Zkml.Circuits.Batching;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Prover.Backends;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Compilation;

/// <summary>
/// The provider's model in memory: runs inferences and proves them. Immutable and thread-safe: any number of proofs may be made at
/// the same time, on one backend or several.
/// </summary>
/// <param name="graph">The integer graph.</param>
/// <param name="lowered">Its circuit.</param>
/// <param name="options">How it was compiled.</param>
/// <param name="key">The key.</param>
/// <param name="inputs">How inputs are read.</param>
/// <param name="outputs">How outputs are read.</param>
/// <param name="backend">What proofs run on that name no other; null for the program's default.</param>
public sealed class ProvingModel(
    IntegerGraph graph,
    LoweredModel lowered,
    CompileOptions options,
    ProvingKey key,
    TensorInfo[] inputs,
    TensorInfo[] outputs,
    IComputeBackend? backend = null)
{
    // The key of the last batch size. Keys are immutable; threads that derive the same one at the same time get equal ones.
    private volatile ProvingKey? batch;

    /// <summary>What proofs run on that name no other.</summary>
    public IComputeBackend Backend { get; } = backend ?? CpuBackend.Default;

    public IntegerGraph Graph { get; } = graph;

    public LoweredModel Lowered { get; } = lowered;

    public CompileOptions Options { get; } = options;

    public ProvingKey Key { get; } = key;

    public TensorInfo[] Inputs { get; } = inputs;

    public TensorInfo[] Outputs { get; } = outputs;

    /// <summary>The model digest as 64 hexadecimal digits.</summary>
    public string ModelHash
    {
        get
        {
            var bytes = new byte[32];
            Key.Verification.Digest.ToBytes(bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>Runs and proves one inference on integer codes.</summary>
    /// <inheritdoc cref="ProveBatch"/>
    public (ProofEnvelope Envelope, IReadOnlyList<StageTime> Stages) Prove(
        long[][] inputs, Fr context, IComputeBackend? backend = null, CancellationToken cancellation = default) =>
        ProveBatch([inputs], context, backend, cancellation);

    /// <summary>
    /// Runs and proves one inference for each sample, all in one proof; the statement holds the samples one after the
    /// other (docs/protocol.md §3.10).
    /// </summary>
    /// <param name="samples">For each sample, its inputs as integer codes; at least one sample.</param>
    /// <param name="context">A number that the proof is bound to.</param>
    /// <param name="backend">What to run on, the number of threads included; null for <see cref="Backend"/>. The bytes are the same.</param>
    /// <param name="cancellation">Ends the call within some tens of milliseconds; nothing runs on, and the model stays usable.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ArgumentException">An input has the wrong length or a code outside the declared range.</exception>
    /// <exception cref="InvalidDataException">There are more samples than one proof takes.</exception>
    public (ProofEnvelope Envelope, IReadOnlyList<StageTime> Stages) ProveBatch(
        IReadOnlyList<long[][]> samples, Fr context, IComputeBackend? backend = null, CancellationToken cancellation = default)
    {
        backend = (backend ?? Backend).With(cancellation);
        var key = ForBatch(samples.Count);
        var trace = BatchTrace.Join(Lowered.Circuit, key.Verification.Plan.Circuit, Traces(samples, backend.Cpu));
        var result = CoreProver.Prove(key, trace, context, backend);
        return (new ProofEnvelope(Key.Verification.Digest, result.Statement, result.Proof, samples.Count), result.Stages);
    }

    private long[][][] Traces(IReadOnlyList<long[][]> samples, Cpu cpu)
    {
        var traces = new long[samples.Count][][];
        cpu.Each(traces.Length, s => traces[s] = Lowered.Program.Run(samples[s], cpu).Columns);
        return traces;
    }

    private ProvingKey ForBatch(int samples)
    {
        if (samples == 1) return Key;
        if (batch is { } last && last.Verification.Samples == samples) return last;
        return batch = Key.ForBatch(samples);
    }
}
