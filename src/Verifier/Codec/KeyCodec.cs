using Zkml.Algebra.Curves;
using Zkml.Circuits.Certificate;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Serialization;
using Zkml.Verifier.Plan;
using Zkml.Wire;

namespace Zkml.Verifier.Codec;

/// <summary>The verifying-key file (docs/file-formats.md §3): the part bound by the model hash, then the certificate.</summary>
public static class KeyCodec
{
    private const int MaxTensors = 64, MaxDimensions = 8, MaxName = 256, MaxExtent = 1 << 26;

    // A name, a rank and a scale take ten bytes at least.
    private const int MinTensorBytes = 10;

    /// <summary>Of the file.</summary>
    public static readonly FileFrame Frame = new("ZKMLVKY\n", 2, "verifying key");

    public static byte[] Encode(VerifyingKey key)
    {
        var writer = Frame.Begin();
        WriteBound(writer, key);
        var certificate = new ByteWriter();
        if (key.Certificate is not null) ProofBody.Write(certificate, key.Certificate);
        writer.Block(certificate.Written);
        return FileFrame.Seal(writer);
    }

    /// <summary>Everything that the model hash covers: all but the certificate.</summary>
    public static void WriteBound(ByteWriter writer, VerifyingKey key)
    {
        writer.Block(CircuitCodec.Encode(key.Circuit));
        writer.Byte((byte)key.ChunkBits);
        writer.Point(key.G2Tau);
        writer.Count(key.ParameterCommitments.Length);
        foreach (var point in key.ParameterCommitments) writer.Point(point);
        WriteTensors(writer, key.Inputs);
        WriteTensors(writer, key.Outputs);
    }

    /// <summary>
    /// Decodes a key; null with the reason when the bytes are none. The key is not yet validated. Never throws; memory is proportional
    /// to the bytes.
    /// </summary>
    public static VerifyingKey? TryDecode(ReadOnlySpan<byte> bytes, out Rejection? rejection)
    {
        var reader = Frame.Open(bytes);
        reader.Part = "circuit";
        var circuitBytes = reader.Block();
        reader.Part = "chunk size";
        var chunkBits = reader.Byte();
        reader.Part = "[τ]₂";
        var tau = reader.G2();
        reader.Part = "parameter commitments";
        var commitments = reader.List(G1Affine.ByteLength, (ref ByteReader r) => r.G1());
        reader.Part = "tensor descriptions";
        var (inputs, outputs) = (ReadTensors(ref reader), ReadTensors(ref reader));
        reader.Part = "certificate";
        var certificate = reader.Block();
        reader.End();
        if (reader.Error is { } wrong) return Fail(out rejection, Rejection.Of(wrong));
        if (!CircuitCodec.TryDecode(circuitBytes, out var circuit, out var error)) return Fail(out rejection, Refusal($"circuit: {error}"));
        var key = new VerifyingKey
        {
            Circuit = circuit,
            ChunkBits = chunkBits,
            ParameterCommitments = commitments,
            G2Tau = tau,
            Inputs = inputs,
            Outputs = outputs,
        };
        rejection = null;
        return certificate.IsEmpty ? key : WithCertificate(key, certificate, out rejection);
    }

    private static VerifyingKey? WithCertificate(VerifyingKey key, ReadOnlySpan<byte> bytes, out Rejection? rejection)
    {
        // The certificate's shape follows from its circuit, which only a valid model circuit has.
        if (CircuitValidator.Validate(key.Circuit) is { } error) return Fail(out rejection, Refusal($"circuit: {error}"));
        if (key.ChunkBits is < VerifyingKey.MinChunkBits or > VerifyingKey.MaxChunkBits) return Fail(out rejection, Refusal("chunk size"));
        // A certificate holds a value of each of its columns: one that is too short is not worth building the circuit.
        if (bytes.Length / Fr.ByteLength < CertificateCircuit.CountColumns(key.Circuit)) return Fail(out rejection, Refusal("certificate: truncated"));
        var plan = new ProofPlan(CertificateCircuit.Build(key.Circuit), key.ChunkBits);
        var reader = new ByteReader(bytes);
        var proof = ProofBody.Read(ref reader, plan);
        if (reader.Error is { } wrong) return Fail(out rejection, Refusal($"certificate: {wrong}"));
        rejection = null;
        return key with { Certificate = proof };
    }

    private static void WriteTensors(ByteWriter writer, TensorInfo[] tensors)
    {
        writer.Count(tensors.Length);
        foreach (var t in tensors)
        {
            writer.Text(t.Name);
            writer.Count(t.Shape.Length);
            foreach (var d in t.Shape) writer.Count(d);
            writer.DoubleBigEndian(ScaleField.Of(t.Kind, t.Scale));
        }
    }

    private static TensorInfo[] ReadTensors(ref ByteReader reader) => reader.Items(reader.Number(MaxTensors), MinTensorBytes, (ref ByteReader r) =>
    {
        var name = r.Text(MaxName);
        var shape = r.Items(r.Number(MaxDimensions), 1, (ref ByteReader d) => d.Number(MaxExtent));
        var field = r.DoubleBigEndian();
        r.Require(ScaleField.TryRead(field, out var kind, out var scale), $"a scale of {field}");
        return new TensorInfo(name, shape, scale, kind);
    });

    private static Rejection Refusal(string what) => new(Step.Encoding, what);

    private static VerifyingKey? Fail(out Rejection? rejection, Rejection reason)
    {
        rejection = reason;
        return null;
    }
}
