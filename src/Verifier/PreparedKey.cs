using Zkml.Algebra.Threading;
using Zkml.Verifier.Codec;

namespace Zkml.Verifier;

/// <summary>
/// A key whose checks have passed; verifies any number of proofs, of single samples and of batches, from any number of threads.
/// </summary>
public sealed record PreparedKey(VerifyingKey Key, CoreKey Core)
{
    // The last batch size asked for: batches of one size tend to come together. Keys are immutable; threads that derive the
    // same one at the same time get equal ones.
    private volatile CoreKey? batch;

    /// <summary>What verifications run on.</summary>
    public Cpu Cpu { get; init; } = Cpu.Default;

    /// <summary>The model hash as 64 hexadecimal digits.</summary>
    public string ModelHash
    {
        get
        {
            var bytes = new byte[32];
            Core.Digest.ToBytes(bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>
    /// Whether the key proves that every parameter is in its declared range. Without it nothing bounds the parameters
    /// of a publisher who is not trusted.
    /// </summary>
    public bool HasCertificate => Key.Certificate is not null;

    /// <summary>Verifies a proof of one sample; null when accepted.</summary>
    public Rejection? Verify(Statement statement, Proof proof) => CoreVerifier.Verify(Core, statement, proof, Cpu);

    /// <summary>
    /// Verifies a proof file of any number of samples. Null when it is accepted; <paramref name="envelope"/> is null when
    /// it could not be read.
    /// </summary>
    public Rejection? Verify(ReadOnlySpan<byte> file, out ProofEnvelope? envelope)
    {
        envelope = ProofCodec.TryDecode(file, this, out var core, out var rejection);
        return envelope is null ? rejection : CoreVerifier.Verify(core!, envelope.Statement, envelope.Proof, Cpu);
    }

    /// <summary>The core key of proofs of N samples; null with the reason when N is not allowed (docs/protocol.md §3.10).</summary>
    public CoreKey? ForBatch(int samples, out Rejection? rejection)
    {
        rejection = null;
        if (samples == Core.Samples) return Core;
        if (batch is { } last && last.Samples == samples) return last;
        var derived = BatchKey.Derive(Core, samples, out rejection);
        if (derived is not null) batch = derived;
        return derived;
    }
}
