using Zkml.Algebra.Transcripts;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Privacy;
using Zkml.Verifier.Plan;
using Zkml.Wire;

namespace Zkml.Verifier;

/// <summary>Which public tensors of a model a hiding proof shows.</summary>
/// <param name="SealInputs">Inputs are committed instead of shown.</param>
/// <param name="SealOutputs">Outputs are committed instead of shown.</param>
public sealed record Visibility(bool SealInputs, bool SealOutputs)
{
    /// <summary>What a chain wants: inputs are large and private, the answer is small and acted upon.</summary>
    public static readonly Visibility Default = new(SealInputs: true, SealOutputs: false);
}

/// <summary>
/// The key of hiding proofs, derived from the model's (or a batch's): the circuit with sealed tensors, a mask, and the same
/// parameter commitments (docs/protocol.md §3.11, §8.3).
/// </summary>
public static class HidingKey
{
    /// <summary>Derives the key; null with the reason when the circuit cannot be sealed so.</summary>
    public static CoreKey? Derive(CoreKey key, Visibility visibility, out Rejection? rejection)
    {
        if (key.Plan.IsHiding) throw new ArgumentException("A hiding key is derived from a plain one.", nameof(key));
        var circuit = key.Plan.Circuit;
        int[] ids = [.. visibility.SealInputs ? circuit.Inputs : [], .. visibility.SealOutputs ? circuit.Outputs : []];
        rejection = Check(circuit, ids, key.Plan.ChunkBits);
        if (rejection is not null) return null;
        var hiding = SealedCircuit.Of(circuit, ids);
        if (CircuitValidator.Validate(hiding) is { } error)
        {
            rejection = new Rejection(Step.Encoding, $"circuit with sealed tensors: {error}");
            return null;
        }
        var plan = new ProofPlan(hiding, key.Plan.ChunkBits, new Privacy(ids));
        rejection = VerifyingKey.CheckChunks(plan);
        return rejection is null ? key with { Plan = plan } : null;
    }

    /// <summary>What a hiding proof absorbs first: the plain digest under another domain, with the sealed columns.</summary>
    public static Fr StatementDigest(Fr plainDigest, Privacy privacy)
    {
        var writer = new ByteWriter();
        writer.Ascii("zkml-hiding-1");
        writer.Scalar(plainDigest);
        foreach (var id in privacy.Sealed) writer.Int64BigEndian(id);
        return FieldDigest.FromKeccak(writer.Written);
    }

    private static Rejection? Check(Circuits.Circuit circuit, int[] ids, int chunkBits)
    {
        foreach (var id in ids)
        {
            var column = circuit.Columns[id];
            if (column.Space.Variables > chunkBits)
            {
                return new Rejection(
                    Step.Encoding, $"'{column.Name}' does not fit one chunk, and only one commitment can be its name", -1, $"2^{chunkBits} entries", $"2^{column.Space.Variables}");
            }
            if (circuit.Inputs.Contains(id) && column.Max - column.Min >= 1L << SealedCircuit.MaxRangeBits)
            {
                return new Rejection(Step.Encoding, $"'{column.Name}' takes too many values to be sealed", -1, $"2^{SealedCircuit.MaxRangeBits}", $"{column.Max - column.Min + 1}");
            }
        }
        return null;
    }
}
