using Zkml.Algebra.Transcripts;
using Zkml.Circuits.Batching;
using Zkml.Circuits.Execution;
using Zkml.Verifier.Plan;
using Zkml.Wire;

namespace Zkml.Verifier;

/// <summary>
/// The key of a batch, derived from the model's: the circuit of N samples over the same parameter commitments, chunk
/// size and [τ]₂ (docs/protocol.md §3.10). No file holds it, so nobody can pair a batch with another model.
/// </summary>
public static class BatchKey
{
    /// <summary>
    /// The key of proofs of <paramref name="samples"/> samples; null with the reason when the circuit of as many is not
    /// allowed, for its size above all.
    /// </summary>
    /// <param name="model">The key of one sample, of a validated circuit.</param>
    /// <param name="samples">At least 1.</param>
    /// <param name="rejection">Why there is none.</param>
    public static CoreKey? Derive(CoreKey model, int samples, out Rejection? rejection)
    {
        rejection = null;
        if (model.Samples != 1) throw new ArgumentException("A batch is derived from the key of one sample.", nameof(model));
        if (samples == 1) return model;
        if (samples is < 1 or > BatchCircuit.MaxSamples)
        {
            rejection = new Rejection(Step.Encoding, "number of samples", -1, $"1..{BatchCircuit.MaxSamples}", $"{samples}");
            return null;
        }
        var circuit = BatchCircuit.Of(model.Plan.Circuit, samples);
        rejection = CircuitValidator.Validate(circuit) is { } error
            ? new Rejection(Step.Encoding, $"circuit of {samples} samples: {error}")
            : VerifyingKey.CheckPublicSize(circuit);
        if (rejection is not null) return null;
        var plan = new ProofPlan(circuit, model.Plan.ChunkBits);
        rejection = VerifyingKey.CheckChunks(plan);
        return rejection is null ? model with { Plan = plan, Samples = samples } : null;
    }

    /// <summary>What a proof absorbs first: the model digest of one sample, under another domain with N for more.</summary>
    public static Fr StatementDigest(Fr modelDigest, int samples)
    {
        if (samples == 1) return modelDigest;
        var writer = new ByteWriter();
        writer.Ascii("zkml-batch-1");
        writer.Scalar(modelDigest);
        writer.Int64BigEndian(samples);
        return FieldDigest.FromKeccak(writer.Written);
    }
}
