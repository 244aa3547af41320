using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Serialization;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Codec;

/// <summary>The verifying-key file (docs/file-formats.md §3): magic, version, the part bound by the model hash, certificate, checksum.</summary>
public static class KeyCodec
{
    private const string Magic = "ZKMLVKY\n";
    private const byte Version = 2;
    private const int ChecksumLength = 8;
    private const int MaxTensors = 64, MaxDimensions = 8, MaxName = 256;

    public static byte[] Encode(VerifyingKey key)
    {
        var writer = new ByteWriter();
        writer.Ascii(Magic);
        writer.Bytes([Version]);
        WriteBound(writer, key);
        var certificate = new ByteWriter();
        if (key.Certificate is not null) ProofBody.Write(certificate, key.Certificate);
        writer.Block(certificate.ToArray());
        writer.Bytes(Keccak256.Hash(writer.ToArray()).AsSpan(0, ChecksumLength));
        return writer.ToArray();
    }

    /// <summary>Everything that the model hash covers: all but the certificate.</summary>
    public static void WriteBound(ByteWriter writer, VerifyingKey key)
    {
        writer.Block(CircuitCodec.Encode(key.Circuit));
        writer.Bytes([(byte)key.ChunkBits]);
        writer.Point(key.G2Tau);
        writer.Unsigned((ulong)key.ParameterCommitments.Length);
        foreach (var point in key.ParameterCommitments) writer.Point(point);
        WriteTensors(writer, key.Inputs);
        WriteTensors(writer, key.Outputs);
    }

    /// <summary>Decodes a key; null with the reason when the bytes are none. The key is not yet validated.</summary>
    public static VerifyingKey? TryDecode(ReadOnlySpan<byte> bytes, out Rejection? rejection)
    {
        var reader = new ByteReader(bytes);
        if (!CheckHeader(ref reader, bytes, out rejection)) return null;
        if (!reader.TryBlock(out var circuitBytes)) return Fail(out rejection, "circuit is truncated");
        if (!CircuitCodec.TryDecode(circuitBytes, out var circuit, out var error)) return Fail(out rejection, $"circuit: {error}");
        if (!reader.TryBytes(1, out var chunkBits) || !reader.TryPoint(out G2Affine tau)) return Fail(out rejection, "[τ]₂ is not a point");
        if (!reader.TryCount(reader.Remaining / G1Affine.ByteLength, out var count)) return Fail(out rejection, "commitments are truncated");
        var commitments = new G1Affine[count];
        for (var k = 0; k < count; k++)
        {
            if (!reader.TryPoint(out commitments[k])) return Fail(out rejection, $"commitment {k} is not a point");
        }
        if (!ReadTensors(ref reader, out var inputs) || !ReadTensors(ref reader, out var outputs)) return Fail(out rejection, "tensor descriptions");
        if (!reader.TryBlock(out var certificateBytes) || reader.Remaining != ChecksumLength) return Fail(out rejection, "length");
        var key = new VerifyingKey
        {
            Circuit = circuit,
            ChunkBits = chunkBits[0],
            ParameterCommitments = commitments,
            G2Tau = tau,
            Inputs = inputs,
            Outputs = outputs,
        };
        return certificateBytes.Length == 0 ? key : WithCertificate(key, certificateBytes, out rejection);
    }

    private static VerifyingKey? WithCertificate(VerifyingKey key, ReadOnlySpan<byte> bytes, out Rejection? rejection)
    {
        // The certificate's shape follows from its circuit, which only a valid model circuit has.
        if (Circuits.Execution.CircuitValidator.Validate(key.Circuit) is { } error) return Fail(out rejection, $"circuit: {error}");
        if (key.ChunkBits is < VerifyingKey.MinChunkBits or > VerifyingKey.MaxChunkBits) return Fail(out rejection, "chunk size");
        var plan = new ProofPlan(Circuits.Certificate.CertificateCircuit.Build(key.Circuit), key.ChunkBits);
        if (bytes.Length != ProofBody.Size(plan)) return Fail(out rejection, "certificate length");
        var reader = new ByteReader(bytes);
        var proof = ProofBody.Read(ref reader, plan, out rejection);
        return proof is null ? null : key with { Certificate = proof };
    }

    private static bool CheckHeader(ref ByteReader reader, ReadOnlySpan<byte> bytes, out Rejection? rejection)
    {
        rejection = null;
        if (!reader.TryAscii(Magic))
        {
            rejection = new Rejection(Step.Encoding, "not a Zkml verifying key");
        }
        else if (!reader.TryBytes(1, out var version))
        {
            rejection = new Rejection(Step.Encoding, "truncated");
        }
        else if (version[0] != Version)
        {
            rejection = new Rejection(Step.Encoding, "key file version", -1, $"{Version}", $"{version[0]}");
        }
        else if (bytes.Length < ChecksumLength
            || !Keccak256.Hash(bytes[..^ChecksumLength]).AsSpan(0, ChecksumLength).SequenceEqual(bytes[^ChecksumLength..]))
        {
            rejection = new Rejection(Step.Encoding, "checksum mismatch: the file is truncated or was changed");
        }
        return rejection is null;
    }

    private static void WriteTensors(ByteWriter writer, TensorInfo[] tensors)
    {
        writer.Unsigned((ulong)tensors.Length);
        foreach (var t in tensors)
        {
            writer.Text(t.Name);
            writer.Unsigned((ulong)t.Shape.Length);
            foreach (var d in t.Shape) writer.Unsigned((ulong)d);
            writer.Double(ScaleField.Of(t.Kind, t.Scale));
        }
    }

    private static bool ReadTensors(ref ByteReader reader, out TensorInfo[] tensors)
    {
        tensors = [];
        if (!reader.TryCount(MaxTensors, out var count)) return false;
        tensors = new TensorInfo[count];
        for (var k = 0; k < count; k++)
        {
            if (!reader.TryText(MaxName, out var name) || !reader.TryCount(MaxDimensions, out var rank)) return false;
            var shape = new int[rank];
            for (var d = 0; d < rank; d++)
            {
                if (!reader.TryCount(1 << 26, out shape[d])) return false;
            }
            if (!reader.TryDouble(out var field) || !ScaleField.TryRead(field, out var kind, out var scale)) return false;
            tensors[k] = new TensorInfo(name, shape, scale, kind);
        }
        return true;
    }

    private static VerifyingKey? Fail(out Rejection? rejection, string what)
    {
        rejection = new Rejection(Step.Encoding, what);
        return null;
    }
}
