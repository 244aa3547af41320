using Zkml.Algebra.Setup;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Prover.Backends;
using Zkml.Wire;

namespace Zkml.Prover.Compilation;

/// <summary>
/// The provider's file, <c>model.zkml</c> (docs/file-formats.md §4): the integer graph, the options and blinding seed, the
/// SRS powers of one chunk. The circuit is lowered again on loading, and must give the recorded model hash.
/// </summary>
public static class ModelFile
{
    private const int MaxBits = 32;

    /// <summary>Of the file.</summary>
    public static readonly FileFrame Frame = new("ZKMLMDL\n", 2, "model file (model.zkml)");

    public static byte[] Encode(ProvingModel model)
    {
        var writer = Frame.Begin();
        writer.Scalar(model.Key.Verification.Digest);
        WriteOptions(writer, model);
        writer.Block(IntegerGraphCodec.Encode(model.Graph));
        using var srs = new MemoryStream();
        SrsFile.Write(model.Key.Srs, srs);
        writer.Block(srs.GetBuffer().AsSpan(0, (int)srs.Length));
        return FileFrame.Seal(writer);
    }

    /// <summary>Loads a model and prepares it for proving.</summary>
    /// <exception cref="InvalidDataException">The bytes are no model file, or an incompatible one; the message says which.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static ProvingModel Decode(ReadOnlySpan<byte> bytes, IComputeBackend? backend = null, CancellationToken cancellation = default)
    {
        backend ??= CpuBackend.Default;
        var reader = Frame.Open(bytes);
        reader.Part = "model hash";
        var digest = reader.Scalar();
        var options = ReadOptions(ref reader);
        reader.Part = "graph";
        var graphBytes = reader.Block();
        reader.Part = "SRS";
        var srsBytes = reader.Block();
        reader.End();
        if (reader.Error is { } wrong) throw new InvalidDataException($"The model file cannot be used: {wrong}. Compile the model again.");
        if (!IntegerGraphCodec.TryDecode(graphBytes, out var graph, out var error)) throw new InvalidDataException($"The model file is damaged: {error}");
        var srs = SrsFile.Read(new MemoryStream(srsBytes.ToArray()));
        var lowered = GraphLowering.Lower(graph, options.Lowering);
        var (key, verifying) = ModelCompiler.Load(graph, lowered, srs, options, backend.With(cancellation));
        if (key.Verification.Digest != digest)
        {
            throw new InvalidDataException("The model file was compiled by another version of this program: compile the model again.");
        }
        return new ProvingModel(graph, lowered, options, key, verifying.Inputs, verifying.Outputs, backend);
    }

    private static void WriteOptions(ByteWriter writer, ProvingModel model)
    {
        var o = model.Options;
        writer.Block(o.BlindingSeed ?? []);
        writer.Count(model.Key.Verification.Plan.ChunkBits);
        writer.Count(o.Lowering.MaxTableBits);
        writer.Count(o.Lowering.LimbBits ?? 0);
        writer.Count(o.Lowering.ActivationBits ?? 0);
    }

    private static CompileOptions ReadOptions(ref ByteReader reader)
    {
        reader.Part = "seed";
        var seed = reader.Block();
        reader.Require(seed.Length is 0 or ParameterBlinding.SeedLength, $"{seed.Length} bytes");
        reader.Part = "sizes";
        var (chunkBits, tableBits) = (reader.Number(MaxBits), reader.Number(MaxBits));
        var (limbBits, activationBits) = (reader.Number(MaxBits), reader.Number(MaxBits));
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
}
