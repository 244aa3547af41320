using Zkml.Circuits.Batching;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Wire;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Codec;

/// <summary>What verifies wrapped proofs, as a file holds it: the model's key, the configuration, and the PLONK key.</summary>
/// <param name="Model">The verifying key of the model.</param>
/// <param name="Samples">Inferences in one proof.</param>
/// <param name="Visibility">Which tensors are shown.</param>
/// <param name="Plonk">
/// The key of the circuit. Nothing in the file shows that it belongs to the model: whoever did not make it rebuilds and compares it
/// (<see cref="WrapperProver.Create"/>; <c>zkml evm audit</c>).
/// </param>
public sealed record WrapperKeyFile(VerifyingKey Model, int Samples, Visibility Visibility, PlonkKey Plonk)
{
    /// <summary>The hiding core key that the model's key and the configuration give; null with the reason when there is none.</summary>
    public CoreKey? DeriveCore(out Rejection? rejection)
    {
        if (Model.Prepare(out rejection) is not { } prepared) return null;
        return prepared.ForBatch(Samples, out rejection) is { } plain ? HidingKey.Derive(plain, Visibility, out rejection) : null;
    }

    /// <summary>The key, its parts checked against each other; null with the reason when they do not fit.</summary>
    public WrapperKey? Prepare(out Rejection? rejection)
    {
        if (DeriveCore(out rejection) is not { } core) return null;
        var expected = VerifierCircuit.PublicInputCount(core);
        if (Plonk.PublicInputs == expected) return new WrapperKey(core, Plonk);
        rejection = new Rejection(Step.Wrapper, "public inputs of the wrapper key", -1, $"{expected}", $"{Plonk.PublicInputs}");
        return null;
    }
}

/// <summary>The wrapper-key file (docs/file-formats.md §9).</summary>
public static class WrapperKeyCodec
{
    /// <summary>Of the file.</summary>
    public static readonly FileFrame Frame = new("ZKMLWKY\n", 1, "wrapper key");

    public static byte[] Encode(WrapperKeyFile key)
    {
        var writer = Frame.Begin();
        writer.Count(key.Samples);
        VisibilityFlags.Write(writer, key.Visibility);
        writer.Block(KeyCodec.Encode(key.Model));
        writer.Byte((byte)key.Plonk.LogSize);
        writer.Count(key.Plonk.PublicInputs);
        writer.Point(key.Plonk.Wiring);
        writer.Point(key.Plonk.Gates);
        writer.Point(key.Plonk.Permutation);
        return FileFrame.Seal(writer);
    }

    /// <summary>
    /// Null with the reason when the bytes are not a wrapper key. The parts are not yet checked against each other. Never throws; memory
    /// is proportional to the bytes.
    /// </summary>
    public static WrapperKeyFile? TryDecode(ReadOnlySpan<byte> bytes, out Rejection? rejection)
    {
        var reader = Frame.Open(bytes);
        reader.Part = "number of samples";
        var samples = reader.Number(1, BatchCircuit.MaxSamples);
        var visibility = VisibilityFlags.Read(ref reader);
        reader.Part = "verifying key";
        var model = reader.Block();
        reader.Part = "size of the circuit";
        var logSize = reader.Byte();
        reader.Require(logSize is >= PlonkKey.MinLogSize and <= PlonkKey.MaxLogSize, $"2^{logSize}");
        reader.Part = "number of public inputs";
        var inputs = reader.Number(reader.Failed ? 0 : 1 << logSize);
        reader.Part = "commitments";
        var (wiring, gates, permutation) = (reader.G1(), reader.G1(), reader.G1());
        reader.End();
        rejection = Rejection.Of(reader.Error);
        return rejection is null && KeyCodec.TryDecode(model, out rejection) is { } key
            ? new WrapperKeyFile(key, samples, visibility, new PlonkKey(logSize, inputs, wiring, gates, permutation))
            : null;
    }
}
