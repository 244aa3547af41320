using Zkml.Circuits.Batching;
using Zkml.Verifier.Plan;
using Zkml.Wire;

namespace Zkml.Verifier.Codec;

/// <summary>A proof file's content: which model, which statement about how many samples, the proof.</summary>
public sealed record ProofEnvelope(Fr ModelDigest, Statement Statement, Proof Proof, int Samples = 1);

/// <summary>
/// The proof file (docs/file-formats.md §2): mode, model digest, context, number of samples, public values, body. All other counts
/// come from the key's plan, never from the file. Decoders never throw; what they allocate is proportional to the bytes.
/// </summary>
public static class ProofCodec
{
    /// <summary>Of the file.</summary>
    public static readonly FileFrame Frame = new("ZKMLPRF\n", 2, "proof file");

    /// <summary>A proof whose transcript is in the clear; hiding modes get numbers of their own.</summary>
    private const byte PlainMode = 0;

    public static byte[] Encode(ProofEnvelope envelope)
    {
        var writer = Frame.Begin();
        writer.Byte(PlainMode);
        writer.Scalar(envelope.ModelDigest);
        writer.Scalar(envelope.Statement.Context);
        writer.Count(envelope.Samples);
        StatementValues.Write(writer, envelope.Statement);
        ProofBody.Write(writer, envelope.Proof);
        return FileFrame.Seal(writer);
    }

    /// <summary>Decodes a proof of as many samples as the key's; null with the reason when the bytes are not such a proof.</summary>
    public static ProofEnvelope? TryDecode(ReadOnlySpan<byte> bytes, CoreKey key, out Rejection? rejection)
    {
        var reader = Frame.Open(bytes);
        if (!ReadHeader(ref reader, key.Digest, out var header, out rejection)) return null;
        if (header.Samples == key.Samples) return ReadRest(ref reader, header, key, out rejection);
        rejection = new Rejection(Step.Statement, "the proof is about another number of samples", -1, $"{key.Samples}", $"{header.Samples}");
        return null;
    }

    /// <summary>Decodes a proof of any number of samples, with the key that verifies it; null with the reason when the bytes are none.</summary>
    public static ProofEnvelope? TryDecode(ReadOnlySpan<byte> bytes, PreparedKey key, out CoreKey? core, out Rejection? rejection)
    {
        core = null;
        var reader = Frame.Open(bytes);
        if (!ReadHeader(ref reader, key.Core.Digest, out var header, out rejection)) return null;
        // Each public value takes a byte, so a short file cannot make the verifier derive a large circuit.
        if (header.Samples > reader.Remaining / Math.Max(1, PublicValues(key.Core.Plan)))
        {
            rejection = new Rejection(Step.Encoding, $"public values of {header.Samples} samples are truncated");
            return null;
        }
        core = key.ForBatch(header.Samples, out rejection);
        return core is null ? null : ReadRest(ref reader, header, core, out rejection);
    }

    private static long PublicValues(ProofPlan plan) =>
        plan.Circuit.Inputs.Concat(plan.Circuit.Outputs).Sum(id => plan.Circuit.Columns[id].Space.TrueSize);

    private static ProofEnvelope? ReadRest(ref ByteReader reader, Header header, CoreKey key, out Rejection? rejection)
    {
        var statement = StatementValues.Read(ref reader, key.Plan.Circuit, header.Context);
        var proof = ProofBody.Read(ref reader, key.Plan);
        rejection = Rejection.Of(reader.Error);
        return proof is null ? null : new ProofEnvelope(key.Digest, statement, proof, header.Samples);
    }

    private readonly record struct Header(Fr Context, int Samples);

    private static bool ReadHeader(ref ByteReader reader, Fr model, out Header header, out Rejection? rejection)
    {
        reader.Part = "mode";
        var mode = reader.Number(PlainMode);
        reader.Part = "header";
        var (digest, context) = (reader.Scalar(), reader.Scalar());
        reader.Part = "number of samples";
        header = new Header(context, reader.Number(1, BatchCircuit.MaxSamples));
        rejection = Rejection.Of(reader.Error);
        if (rejection is null && digest != model) rejection = new Rejection(Step.Statement, "the proof is for another model", -1, $"{model}", $"{digest}");
        return rejection is null;
    }
}
