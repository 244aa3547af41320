using System.Text.Json.Nodes;
using Zkml.Algebra.Hashing;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Inspection;

/// <summary>What a proof file says about itself; only <c>zkml verify</c> says whether it is true.</summary>
internal static class ProofInspection
{
    private const int ScalarLength = 32, HeaderLength = 10 + (2 * ScalarLength), ChecksumLength = 8;

    public static JsonObject Report(string path, byte[] bytes, Reporter reporter)
    {
        if (bytes.Length < HeaderLength + ChecksumLength) throw new BadInputException($"The proof '{path}' is truncated; make it again.");
        var checksum = Keccak256.Hash(bytes.AsSpan(0, bytes.Length - ChecksumLength)).AsSpan(0, ChecksumLength);
        var isIntact = checksum.SequenceEqual(bytes.AsSpan(bytes.Length - ChecksumLength));
        var modelHash = Convert.ToHexStringLower(bytes.AsSpan(10, ScalarLength));
        var context = Convert.ToHexStringLower(bytes.AsSpan(10 + ScalarLength, ScalarLength));
        var reader = new ByteReader(bytes.AsSpan(HeaderLength));
        var samples = bytes[8] == ProofCodec.Version && reader.TryUnsigned(out var count) ? (long?)count : null;
        reporter.Facts("proof",
        [
            ("version", $"{bytes[8]}"),
            ("mode", bytes[9] == 0 ? "plain (not private)" : $"{bytes[9]}"),
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
            ["version"] = bytes[8],
            ["mode"] = bytes[9],
            ["modelHash"] = modelHash,
            ["context"] = context,
            ["samples"] = samples,
            ["proofBytes"] = bytes.Length,
            ["isIntact"] = isIntact,
        };
    }
}
