using System.Runtime.ExceptionServices;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Batching;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Prover.Backends;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Compilation;

/// <summary>The provider's model in memory: runs inferences and proves them.</summary>
public sealed class ProvingModel(
    IntegerGraph graph, LoweredModel lowered, CompileOptions options, ProvingKey key, TensorInfo[] inputs, TensorInfo[] outputs)
{
    private IComputeBackend backend = CpuBackend.Instance;

    // The key of the last batch size.
    private ProvingKey? batch;

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

    /// <summary>
    /// For a process that makes hundreds of proofs: computes multiples of the SRS's points, which makes each proof
    /// somewhat faster (docs/kernels/msm.md), and no different.
    /// </summary>
    public void PrecomputeBases() => backend = new CpuBackend(new PrecomputedBases(Key.Srs.G1Powers));

    /// <summary>Runs and proves one inference on integer codes.</summary>
    /// <exception cref="ArgumentException">An input has the wrong length or a code outside the declared range.</exception>
    public (ProofEnvelope Envelope, IReadOnlyList<StageTime> Stages) Prove(long[][] inputs, Fr context) => ProveBatch([inputs], context);

    /// <summary>
    /// Runs and proves one inference for each sample, all in one proof; the statement holds the samples one after the
    /// other (docs/protocol.md §3.10).
    /// </summary>
    /// <param name="samples">For each sample, its inputs as integer codes; at least one sample.</param>
    /// <param name="context">A number that the proof is bound to.</param>
    /// <exception cref="ArgumentException">An input has the wrong length or a code outside the declared range.</exception>
    /// <exception cref="InvalidDataException">There are more samples than one proof takes.</exception>
    public (ProofEnvelope Envelope, IReadOnlyList<StageTime> Stages) ProveBatch(IReadOnlyList<long[][]> samples, Fr context)
    {
        var key = ForBatch(samples.Count);
        var trace = BatchTrace.Join(Lowered.Circuit, key.Verification.Plan.Circuit, Traces(samples));
        var result = CoreProver.Prove(key, trace, context, backend);
        return (new ProofEnvelope(Key.Verification.Digest, result.Statement, result.Proof, samples.Count), result.Stages);
    }

    private long[][][] Traces(IReadOnlyList<long[][]> samples)
    {
        var traces = new long[samples.Count][][];
        try
        {
            ParallelRange.For(traces.Length, 1, (start, end) =>
            {
                for (var s = start; s < end; s++) traces[s] = Lowered.Program.Run(samples[s]).Columns;
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
        return traces;
    }

    private ProvingKey ForBatch(int samples)
    {
        if (samples == 1) return Key;
        if (batch is { } last && last.Verification.Samples == samples) return last;
        return batch = Key.ForBatch(samples);
    }
}
