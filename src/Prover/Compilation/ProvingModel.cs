using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Compilation;

/// <summary>The provider's model in memory: runs inferences and proves them.</summary>
public sealed class ProvingModel(
    IntegerGraph graph, LoweredModel lowered, CompileOptions options, ProvingKey key, TensorInfo[] inputs, TensorInfo[] outputs)
{
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
    /// <exception cref="ArgumentException">An input has the wrong length or a code outside the declared range.</exception>
    public (ProofEnvelope Envelope, IReadOnlyList<StageTime> Stages) Prove(long[][] inputs, Fr context)
    {
        var trace = Lowered.Program.Run(inputs);
        var result = Prover.Prove(Key, trace.Columns, context);
        return (new ProofEnvelope(Key.Verification.Digest, result.Statement, result.Proof), result.Stages);
    }
}
