using Zkml.Circuits.Batching;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Wire;

namespace Zkml.Wrapper.Codec;

/// <summary>A hiding proof with the configuration that its key was derived by.</summary>
public sealed record HidingProofFile(HidingProof Proof, Visibility Visibility);

/// <summary>
/// The file of a proof that is yet to be wrapped (docs/file-formats.md §11). SECRET: its scalars, salt and blindings tell about the
/// weights and the sealed tensors; nobody but the prover may read it. All lengths come from the key.
/// </summary>
public static class HidingProofCodec
{
    /// <summary>Of the file.</summary>
    public static readonly FileFrame Frame = new("ZKMLHID\n", 1, "hiding proof");

    public static byte[] Encode(HidingProofFile file)
    {
        var proof = file.Proof;
        var writer = Frame.Begin();
        writer.Scalar(proof.Key.Digest);
        writer.Count(proof.Key.Samples);
        VisibilityFlags.Write(writer, file.Visibility);
        writer.Scalar(proof.Statement.Context);
        StatementValues.Write(writer, proof.Statement);
        writer.Scalar(proof.Salt);
        foreach (var blinding in proof.SealedBlindings) writer.Scalar(blinding);
        ProofBody.Write(writer, proof.Proof);
        return FileFrame.Seal(writer);
    }

    /// <summary>
    /// Null with the reason when the bytes are not a hiding proof of this model. Whether it holds is not yet checked. Never throws.
    /// </summary>
    public static HidingProofFile? TryDecode(ReadOnlySpan<byte> bytes, PreparedKey model, out Rejection? rejection)
    {
        var reader = Frame.Open(bytes);
        reader.Part = "model hash";
        var digest = reader.Scalar();
        reader.Part = "number of samples";
        var samples = reader.Number(1, BatchCircuit.MaxSamples);
        var visibility = VisibilityFlags.Read(ref reader);
        rejection = Rejection.Of(reader.Error);
        if (rejection is not null) return null;
        if (digest != model.Core.Digest)
        {
            rejection = new Rejection(Step.Statement, "the proof is for another model", -1, $"{model.Core.Digest}", $"{digest}");
            return null;
        }
        if (model.ForBatch(samples, out rejection) is not { } plain) return null;
        return HidingKey.Derive(plain, visibility, out rejection) is { } key ? ReadRest(ref reader, key, visibility, out rejection) : null;
    }

    private static HidingProofFile? ReadRest(ref ByteReader reader, CoreKey key, Visibility visibility, out Rejection? rejection)
    {
        reader.Part = "context";
        var statement = StatementValues.Read(ref reader, key.Plan.Circuit, reader.Scalar());
        reader.Part = "salt and blindings";
        var salt = reader.Scalar();
        var blindings = reader.Items(key.Plan.Privacy!.Sealed.Count, Fr.ByteLength, (ref ByteReader r) => r.Scalar());
        var proof = ProofBody.Read(ref reader, key.Plan);
        rejection = Rejection.Of(reader.Error);
        return proof is null ? null : new HidingProofFile(new HidingProof(key, statement, proof, salt, blindings), visibility);
    }
}
