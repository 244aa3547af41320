using System.Text.Json.Nodes;
using Zkml.Algebra.Hashing;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Inspection;

/// <summary>What a hiding or wrapped proof says about itself in its first bytes.</summary>
internal static class PrivateProofInspection
{
    private const int Header = 9, Name = 32, ChecksumLength = 8;

    public static JsonObject Report(FileKind kind, string path, byte[] bytes, Reporter reporter)
    {
        if (bytes.Length < Header + Name + ChecksumLength) throw new BadInputException($"The proof '{path}' is truncated; make it again.");
        var isHiding = kind == FileKind.HidingProof;
        var isIntact = Keccak256.Hash(bytes.AsSpan(0, bytes.Length - ChecksumLength)).AsSpan(0, ChecksumLength).SequenceEqual(bytes.AsSpan(bytes.Length - ChecksumLength));
        var model = Convert.ToHexStringLower(bytes.AsSpan(Header, Name));
        if (isHiding) reporter.Warn($"'{path}' is a SECRET hiding proof: show nobody but zkml wrap.");
        reporter.Facts(isHiding ? "hiding proof, SECRET" : "wrapped proof, private",
        [
            ("version", $"{bytes[8]}"),
            (isHiding ? "model hash" : "model on a chain", model),
            ("size", Figures.Bytes(bytes.Length)),
            ("checksum", isIntact ? "intact" : "WRONG: the file is truncated or was changed"),
        ]);
        reporter.Line(isHiding ? "Unverified: zkml wrap checks the proof." : "Unverified: zkml verify checks the proof.");
        return new JsonObject
        {
            ["kind"] = isHiding ? "hidingProof" : "wrappedProof",
            ["version"] = bytes[8],
            [isHiding ? "modelHash" : "modelId"] = model,
            ["private"] = true,
            ["secret"] = isHiding,
            ["proofBytes"] = bytes.Length,
            ["isIntact"] = isIntact,
        };
    }
}
