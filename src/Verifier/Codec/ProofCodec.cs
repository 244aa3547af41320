using Zkml.Algebra.Hashing;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Codec;

/// <summary>A proof file's content: which model, which statement, the proof.</summary>
public sealed record ProofEnvelope(Fr ModelDigest, Statement Statement, Proof Proof);

/// <summary>
/// The proof file (docs/file-formats.md §2): magic, version, mode, model digest, context, public values, body, checksum.
/// Counts come from the key's plan, never from the file.
/// </summary>
public static class ProofCodec
{
    private const string Magic = "ZKMLPRF\n";
    private const byte Version = 1;

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
        foreach (var values in envelope.Statement.Inputs.Concat(envelope.Statement.Outputs))
        {
            foreach (var v in values) writer.Signed(v);
        }
        ProofBody.Write(writer, envelope.Proof);
        writer.Bytes(Keccak256.Hash(writer.ToArray()).AsSpan(0, ChecksumLength));
        return writer.ToArray();
    }

    /// <summary>Decodes a proof for a key; null with the reason when the bytes are not such a proof.</summary>
    public static ProofEnvelope? TryDecode(ReadOnlySpan<byte> bytes, CoreKey key, out Rejection? rejection)
    {
        var reader = new ByteReader(bytes);
        if (!ReadHeader(ref reader, bytes, out var digest, out var context, out rejection)) return null;
        if (digest != key.Digest)
        {
            rejection = new Rejection(Step.Statement, "the proof is for another model", -1, key.Digest.ToString(), digest.ToString());
            return null;
        }
        var circuit = key.Plan.Circuit;
        if (!ReadValues(ref reader, circuit.Columns, circuit.Inputs, out var inputs)
            || !ReadValues(ref reader, circuit.Columns, circuit.Outputs, out var outputs))
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
        return proof is null ? null : new ProofEnvelope(digest, new Statement(context, inputs, outputs), proof);
    }

    private static bool ReadHeader(
        ref ByteReader reader, ReadOnlySpan<byte> bytes, out Fr digest, out Fr context, out Rejection? rejection)
    {
        (digest, context, rejection) = (Fr.Zero, Fr.Zero, null);
        if (!reader.TryAscii(Magic)) rejection = new Rejection(Step.Encoding, "not a Zkml proof file");
        else if (!reader.TryBytes(2, out var flags)) rejection = new Rejection(Step.Encoding, "truncated");
        else if (flags[0] != Version) rejection = new Rejection(Step.Encoding, "proof file version", -1, $"{Version}", $"{flags[0]}");
        else if (flags[1] != PlainMode) rejection = new Rejection(Step.Encoding, "proof mode", -1, $"{PlainMode}", $"{flags[1]}");
        else if (!IsIntact(bytes)) rejection = new Rejection(Step.Encoding, "checksum mismatch: the file is truncated or was changed");
        else if (!reader.TryScalar(out digest) || !reader.TryScalar(out context)) rejection = new Rejection(Step.Encoding, "header is not canonical");
        return rejection is null;
    }

    private static bool IsIntact(ReadOnlySpan<byte> bytes) =>
        bytes.Length > ChecksumLength
        && Keccak256.Hash(bytes[..^ChecksumLength]).AsSpan(0, ChecksumLength).SequenceEqual(bytes[^ChecksumLength..]);

    private static bool ReadValues(ref ByteReader reader, IReadOnlyList<Column> columns, IReadOnlyList<int> ids, out long[][] values)
    {
        values = new long[ids.Count][];
        for (var k = 0; k < ids.Count; k++)
        {
            var size = columns[ids[k]].Space.TrueSize;
            if (size > reader.Remaining) return false;
            values[k] = new long[size];
            for (var i = 0; i < values[k].Length; i++)
            {
                if (!reader.TrySigned(out values[k][i])) return false;
            }
        }
        return true;
    }
}
