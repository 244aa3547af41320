using Zkml.Circuits.Batching;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Wrapper.Codec;

/// <summary>A hiding proof with the configuration that its key was derived by.</summary>
public sealed record HidingProofFile(HidingProof Proof, Visibility Visibility);

/// <summary>
/// The file of a proof that is yet to be wrapped (docs/file-formats.md §11). SECRET: its scalars, salt and blindings tell about the
/// weights and the sealed tensors; nobody but the prover may read it. All lengths come from the key.
/// </summary>
public static class HidingProofCodec
{
    private const string Magic = "ZKMLHID\n";
    private const byte Version = 1;

    public static byte[] Encode(HidingProofFile file)
    {
        var proof = file.Proof;
        var writer = FramedFile.Begin(Magic, Version);
        writer.Scalar(proof.Key.Digest);
        writer.Unsigned((ulong)proof.Key.Samples);
        VisibilityFlags.Write(writer, file.Visibility);
        writer.Scalar(proof.Statement.Context);
        StatementValues.Write(writer, proof.Statement);
        writer.Scalar(proof.Salt);
        foreach (var blinding in proof.SealedBlindings) writer.Scalar(blinding);
        ProofBody.Write(writer, proof.Proof);
        return FramedFile.Finish(writer);
    }

    /// <summary>Whether a file begins like a hiding proof.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => new ByteReader(bytes).TryAscii(Magic);

    /// <summary>Null with the reason when the bytes are not a hiding proof of this model. Whether it holds is not yet checked.</summary>
    public static HidingProofFile? TryDecode(ReadOnlySpan<byte> bytes, PreparedKey model, out Rejection? rejection)
    {
        if (!FramedFile.TryOpen(bytes, Magic, Version, "hiding proof", out var content, out rejection)) return null;
        var reader = new ByteReader(content);
        if (!reader.TryScalar(out var digest)) return Fail("model digest is not canonical", out rejection);
        if (digest != model.Core.Digest)
        {
            rejection = new Rejection(Step.Statement, "the proof is for another model", -1, $"{model.Core.Digest}", $"{digest}");
            return null;
        }
        if (!reader.TryCount(BatchCircuit.MaxSamples, out var samples) || samples == 0) return Fail("number of samples", out rejection);
        if (VisibilityFlags.TryRead(ref reader) is not { } visibility) return Fail("visibility", out rejection);
        if (model.ForBatch(samples, out rejection) is not { } plain) return null;
        return HidingKey.Derive(plain, visibility, out rejection) is { } key ? ReadRest(ref reader, key, visibility, out rejection) : null;
    }

    private static HidingProofFile? ReadRest(ref ByteReader reader, CoreKey key, Visibility visibility, out Rejection? rejection)
    {
        if (!reader.TryScalar(out var context)) return Fail("context is not canonical", out rejection);
        if (!StatementValues.TryRead(ref reader, key.Plan.Circuit, out var inputs, out var outputs))
        {
            return Fail("public values are truncated or not canonical", out rejection);
        }
        if (!reader.TryScalar(out var salt)) return Fail("salt is not canonical", out rejection);
        var blindings = new Fr[key.Plan.Privacy!.Sealed.Count];
        for (var k = 0; k < blindings.Length; k++)
        {
            if (!reader.TryScalar(out blindings[k])) return Fail("a blinding is not canonical", out rejection);
        }
        var expected = ProofBody.Size(key.Plan);
        if (reader.Remaining != expected)
        {
            rejection = new Rejection(Step.Encoding, "proof length", -1, $"{expected}", $"{reader.Remaining}");
            return null;
        }
        var statement = new Statement(context, inputs, outputs);
        return ProofBody.Read(ref reader, key.Plan, out rejection) is { } proof
            ? new HidingProofFile(new HidingProof(key, statement, proof, salt, blindings), visibility)
            : null;
    }

    private static HidingProofFile? Fail(string what, out Rejection? rejection)
    {
        rejection = new Rejection(Step.Encoding, what);
        return null;
    }
}
