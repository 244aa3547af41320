using Zkml.Circuits.Batching;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
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
    private const string Magic = "ZKMLWKY\n";
    private const byte Version = 1;

    public static byte[] Encode(WrapperKeyFile key)
    {
        var writer = FramedFile.Begin(Magic, Version);
        writer.Unsigned((ulong)key.Samples);
        VisibilityFlags.Write(writer, key.Visibility);
        writer.Block(KeyCodec.Encode(key.Model));
        writer.Bytes([(byte)key.Plonk.LogSize]);
        writer.Unsigned((ulong)key.Plonk.PublicInputs);
        writer.Point(key.Plonk.Wiring);
        writer.Point(key.Plonk.Gates);
        writer.Point(key.Plonk.Permutation);
        return FramedFile.Finish(writer);
    }

    /// <summary>Whether a file begins like a wrapper key.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => new ByteReader(bytes).TryAscii(Magic);

    /// <summary>Null with the reason when the bytes are not a wrapper key. The parts are not yet checked against each other.</summary>
    public static WrapperKeyFile? TryDecode(ReadOnlySpan<byte> bytes, out Rejection? rejection)
    {
        if (!FramedFile.TryOpen(bytes, Magic, Version, "wrapper key", out var content, out rejection)) return null;
        var reader = new ByteReader(content);
        if (!reader.TryCount(BatchCircuit.MaxSamples, out var samples) || samples == 0) return Fail("number of samples", out rejection);
        if (VisibilityFlags.TryRead(ref reader) is not { } visibility) return Fail("visibility", out rejection);
        if (!reader.TryBlock(out var model)) return Fail("verifying key is truncated", out rejection);
        if (!reader.TryBytes(1, out var logSize) || logSize[0] is < 3 or > PlonkKey.MaxLogSize) return Fail("size of the circuit", out rejection);
        if (!reader.TryCount(1 << logSize[0], out var inputs)) return Fail("number of public inputs", out rejection);
        if (!reader.TryPoint(out Algebra.Curves.G1Affine wiring) || !reader.TryPoint(out Algebra.Curves.G1Affine gates)
            || !reader.TryPoint(out Algebra.Curves.G1Affine permutation) || reader.Remaining != 0)
        {
            return Fail("commitments are not points, or the length is wrong", out rejection);
        }
        return KeyCodec.TryDecode(model, out rejection) is { } key
            ? new WrapperKeyFile(key, samples, visibility, new PlonkKey(logSize[0], inputs, wiring, gates, permutation))
            : null;
    }

    private static WrapperKeyFile? Fail(string what, out Rejection? rejection)
    {
        rejection = new Rejection(Step.Encoding, what);
        return null;
    }
}
