using System.Text.Json.Nodes;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;
using Zkml.Verifier.Codec;
using Zkml.Wire;

namespace Zkml.Cli.Inspection;

/// <summary>What a proof file says about itself; only <c>zkml verify</c> says whether it is true.</summary>
internal static class ProofInspection
{
    private const int VersionAt = 8;

    public static JsonObject Report(string path, byte[] bytes, Reporter reporter)
    {
        // Read without the frame, so that a damaged file or one of another version still shows what is in it.
        var reader = new ByteReader(bytes);
        reader.Take(VersionAt);
        var (version, mode) = (reader.Byte(), reader.Byte());
        var modelHash = Convert.ToHexStringLower(reader.Take(Fr.ByteLength));
        var context = Convert.ToHexStringLower(reader.Take(Fr.ByteLength));
        if (reader.Failed || reader.Remaining < FileFrame.ChecksumLength) throw new BadInputException($"The proof '{path}' is truncated; make it again.");
        var isIntact = FileFrame.IsIntact(bytes);
        var count = (long)Math.Min(reader.Unsigned(), long.MaxValue);
        var samples = version == ProofCodec.Frame.Version && !reader.Failed ? (long?)count : null;
        reporter.Facts("proof",
        [
            ("version", $"{version}"),
            ("mode", mode == 0 ? "plain (not private)" : $"{mode}"),
            ("model hash", modelHash),
            ("context", context),
            ("samples", samples is null ? "unknown" : $"{samples}"),
            ("size", Figures.Bytes(bytes.Length)),
            ("checksum", isIntact ? "intact" : "WRONG: the file is truncated or was changed"),
        ]);
        reporter.Line("Unverified: zkml verify checks the proof.");
        return new JsonObject
        {
            ["kind"] = "proof",
            ["version"] = version,
            ["mode"] = mode,
            ["modelHash"] = modelHash,
            ["context"] = context,
            ["samples"] = samples,
            ["proofBytes"] = bytes.Length,
            ["isIntact"] = isIntact,
        };
    }
}
