using Zkml.Algebra.Hashing;
using Zkml.Algebra.Setup;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Compilation;

/// <summary>
/// The provider's file, <c>model.zkml</c> (docs/file-formats.md §4): the integer graph, the options and blinding seed, the
/// SRS powers of one chunk. The circuit is lowered again on loading, and must give the recorded model hash.
/// </summary>
public static class ModelFile
{
    private const string Magic = "ZKMLMDL\n";
    private const byte Version = 2;
    private const int ChecksumLength = 8;

    public static byte[] Encode(ProvingModel model)
    {
        var writer = new Verifier.Codec.ByteWriter();
        writer.Ascii(Magic);
        writer.Bytes([Version]);
        writer.Scalar(model.Key.Verification.Digest);
        WriteOptions(writer, model);
        writer.Block(IntegerGraphCodec.Encode(model.Graph));
        using var srs = new MemoryStream();
        SrsFile.Write(model.Key.Srs, srs);
        writer.Block(srs.ToArray());
        writer.Bytes(Keccak256.Hash(writer.ToArray()).AsSpan(0, ChecksumLength));
        return writer.ToArray();
    }

    /// <summary>Loads a model and prepares it for proving.</summary>
    /// <exception cref="InvalidDataException">The bytes are no model file, or an incompatible one; the message says which.</exception>
    public static ProvingModel Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new Verifier.Codec.ByteReader(bytes);
        if (!reader.TryAscii(Magic)) throw new InvalidDataException("This is not a Zkml model file (model.zkml).");
        Require(reader.TryBytes(1, out var version), "truncated");
        if (version[0] != Version) throw new InvalidDataException($"The model file has version {version[0]}, this program reads {Version}: compile the model again.");
        Require(IsIntact(bytes), "checksum mismatch, the file is truncated or was changed");
        Require(reader.TryScalar(out var digest), "model hash");
        var options = ReadOptions(ref reader);
        Require(reader.TryBlock(out var graphBytes), "graph");
        if (!IntegerGraphCodec.TryDecode(graphBytes, out var graph, out var error)) throw new InvalidDataException($"The model file is damaged: {error}.");
        Require(reader.TryBlock(out var srsBytes) && reader.Remaining == ChecksumLength, "SRS");
        var srs = SrsFile.Read(new MemoryStream(srsBytes.ToArray()));
        var lowered = GraphLowering.Lower(graph, options.Lowering);
        var (key, verifying) = ModelCompiler.Load(graph, lowered, srs, options);
        if (key.Verification.Digest != digest)
        {
            throw new InvalidDataException("The model file was compiled by another version of this program: compile the model again.");
        }
        return new ProvingModel(graph, lowered, options, key, verifying.Inputs, verifying.Outputs);
    }

    private static void WriteOptions(Verifier.Codec.ByteWriter writer, ProvingModel model)
    {
        var o = model.Options;
        writer.Block(o.BlindingSeed ?? []);
        writer.Unsigned((ulong)model.Key.Verification.Plan.ChunkBits);
        writer.Unsigned((ulong)o.Lowering.MaxTableBits);
        writer.Unsigned((ulong)(o.Lowering.LimbBits ?? 0));
        writer.Unsigned((ulong)(o.Lowering.ActivationBits ?? 0));
    }

    private static CompileOptions ReadOptions(ref Verifier.Codec.ByteReader reader)
    {
        Require(reader.TryBlock(out var seed) && seed.Length is 0 or ParameterBlinding.SeedLength, "seed");
        Require(reader.TryCount(32, out var chunkBits), "chunk size");
        Require(reader.TryCount(32, out var tableBits), "table size");
        Require(reader.TryCount(32, out var limbBits), "limb width");
        Require(reader.TryCount(32, out var activationBits), "activation width");
        return new CompileOptions
        {
            BlindingSeed = seed.Length == 0 ? null : seed.ToArray(),
            ChunkBits = chunkBits,
            Lowering = new LoweringOptions
            {
                MaxTableBits = tableBits,
                LimbBits = limbBits == 0 ? null : limbBits,
                ActivationBits = activationBits == 0 ? null : activationBits,
            },
        };
    }

    private static bool IsIntact(ReadOnlySpan<byte> bytes) =>
        bytes.Length > ChecksumLength
        && Keccak256.Hash(bytes[..^ChecksumLength]).AsSpan(0, ChecksumLength).SequenceEqual(bytes[^ChecksumLength..]);

    private static void Require(bool condition, string what)
    {
        if (!condition) throw new InvalidDataException($"The model file is damaged: {what}.");
    }
}
