using Zkml.Algebra.Hashing;
using Zkml.Circuits.Batching;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Codec;

/// <summary>A proof file's content: which model, which statement about how many samples, the proof.</summary>
public sealed record ProofEnvelope(Fr ModelDigest, Statement Statement, Proof Proof, int Samples = 1);

/// <summary>
/// The proof file (docs/file-formats.md §2): magic, version, mode, model digest, context, number of samples, public
/// values, body, checksum. All other counts come from the key's plan, never from the file.
/// </summary>
public static class ProofCodec
{
    private const string Magic = "ZKMLPRF\n";

    /// <summary>Of the format; other versions are refused.</summary>
    public const byte Version = 2;

    /// <summary>A proof whose transcript is in the clear; hiding modes get numbers of their own.</summary>
    private const byte PlainMode = 0;

    private const int ChecksumLength = 8;

    public static byte[] Encode(ProofEnvelope envelope)
    {
        var writer = new ByteWriter();
        writer.Ascii(Magic);
        writer.Bytes([Version, PlainMode]);
        writer.Scalar(envelope.ModelDigest);
        writer.Scalar(envelope.Statement.Context);
        writer.Unsigned((ulong)envelope.Samples);
        StatementValues.Write(writer, envelope.Statement);
        ProofBody.Write(writer, envelope.Proof);
        writer.Bytes(Keccak256.Hash(writer.ToArray()).AsSpan(0, ChecksumLength));
        return writer.ToArray();
    }

    /// <summary>Decodes a proof of as many samples as the key's; null with the reason when the bytes are not such a proof.</summary>
    public static ProofEnvelope? TryDecode(ReadOnlySpan<byte> bytes, CoreKey key, out Rejection? rejection)
    {
        var reader = new ByteReader(bytes);
        if (!ReadHeader(ref reader, bytes, key.Digest, out var header, out rejection)) return null;
        if (header.Samples == key.Samples) return ReadRest(ref reader, header, key, out rejection);
        rejection = new Rejection(Step.Statement, "the proof is about another number of samples", -1, $"{key.Samples}", $"{header.Samples}");
        return null;
    }

    /// <summary>Decodes a proof of any number of samples, with the key that verifies it; null with the reason when the bytes are none.</summary>
    public static ProofEnvelope? TryDecode(ReadOnlySpan<byte> bytes, PreparedKey key, out CoreKey? core, out Rejection? rejection)
    {
        core = null;
        var reader = new ByteReader(bytes);
        if (!ReadHeader(ref reader, bytes, key.Core.Digest, out var header, out rejection)) return null;
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
        if (!StatementValues.TryRead(ref reader, key.Plan.Circuit, out var inputs, out var outputs))
        {
            rejection = new Rejection(Step.Encoding, "public values are truncated or not canonical");
            return null;
        }
        var expected = ProofBody.Size(key.Plan) + ChecksumLength;
        if (reader.Remaining != expected)
        {
            rejection = new Rejection(Step.Encoding, "proof length", -1, $"{expected}", $"{reader.Remaining}");
            return null;
        }
        var proof = ProofBody.Read(ref reader, key.Plan, out rejection);
        return proof is null ? null : new ProofEnvelope(key.Digest, new Statement(header.Context, inputs, outputs), proof, header.Samples);
    }

    private readonly record struct Header(Fr Context, int Samples);

    private static bool ReadHeader(ref ByteReader reader, ReadOnlySpan<byte> bytes, Fr model, out Header header, out Rejection? rejection)
    {
        (header, rejection) = (default, null);
        if (!reader.TryAscii(Magic)) rejection = new Rejection(Step.Encoding, "not a Zkml proof file");
        else if (!reader.TryBytes(2, out var flags)) rejection = new Rejection(Step.Encoding, "truncated");
        else if (flags[0] != Version) rejection = new Rejection(Step.Encoding, "proof file version", -1, $"{Version}", $"{flags[0]}");
        else if (flags[1] != PlainMode) rejection = new Rejection(Step.Encoding, "proof mode", -1, $"{PlainMode}", $"{flags[1]}");
        else if (!IsIntact(bytes)) rejection = new Rejection(Step.Encoding, "checksum mismatch: the file is truncated or was changed");
        else if (!reader.TryScalar(out var digest) || !reader.TryScalar(out var context)) rejection = new Rejection(Step.Encoding, "header is not canonical");
        else if (digest != model) rejection = new Rejection(Step.Statement, "the proof is for another model", -1, $"{model}", $"{digest}");
        else if (!reader.TryCount(BatchCircuit.MaxSamples, out var samples) || samples == 0) rejection = new Rejection(Step.Encoding, "number of samples");
        else header = new Header(context, samples);
        return rejection is null;
    }

    private static bool IsIntact(ReadOnlySpan<byte> bytes) =>
        bytes.Length > ChecksumLength
        && Keccak256.Hash(bytes[..^ChecksumLength]).AsSpan(0, ChecksumLength).SequenceEqual(bytes[^ChecksumLength..]);
}
