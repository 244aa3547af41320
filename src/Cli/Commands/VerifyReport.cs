using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Commands;

/// <summary>What <c>zkml verify</c> says.</summary>
internal sealed class VerifyReport(Reporter reporter, PreparedKey prepared, ExpectedStatement? expected, double milliseconds, int proofBytes)
{
    private const string NotPrivate =
        "this is a plain proof: it is sound, but it is NOT private. Whoever sees it may learn about the weights and the intermediate values.";

    public int Finish(Rejection? rejection, ProofEnvelope? envelope)
    {
        var output = rejection is null
            ? new OutputReport(PublicTensors.Shown(PublicTensors.OutputsOf(prepared.Key), envelope!.Statement, envelope.Samples), envelope.Samples)
            : null;
        reporter.Warn(NotPrivate);
        var hasCertificate = prepared.Key.Certificate is not null;
        if (rejection is null) Accepted(envelope!, output!, hasCertificate);
        else reporter.Line($"REJECTED: {rejection}");
        var json = new JsonObject
        {
            ["accepted"] = rejection is null,
            ["rejection"] = rejection?.ToString(),
            ["verifyMs"] = Figures.Json(milliseconds),
            ["modelHash"] = prepared.ModelHash,
            ["context"] = rejection is null ? HexText.Of(envelope!.Statement.Context) : null,
            ["private"] = false,
            ["certificate"] = hasCertificate,
            ["setup"] = $"{prepared.Key.Setup}",
            ["proofBytes"] = proofBytes,
        };
        output?.AddTo(json);
        if (rejection is null) json["notCompared"] = Figures.Json(expected!.NotCompared(prepared.Key));
        return reporter.Finish(json, rejection is null ? ExitCode.Done : ExitCode.Rejected);
    }

    /// <summary>Says so where some tensors were compared and others were not.</summary>
    public static void PrintNotCompared(Reporter reporter, ExpectedStatement expected, VerifyingKey key)
    {
        var rest = expected.NotCompared(key);
        if (expected.ComparesAny && rest.Count > 0) reporter.Line($"not compared {string.Join(", ", rest)}");
    }

    private void Accepted(ProofEnvelope envelope, OutputReport output, bool hasCertificate)
    {
        reporter.Line($"ACCEPTED in {Figures.Milliseconds(milliseconds)} ({Figures.Bytes(proofBytes)}), not private");
        output.Print(reporter, "proven output");
        PrintNotCompared(reporter, expected!, prepared.Key);
        reporter.Line($"model hash   {prepared.ModelHash}");
        if (envelope.Samples > 1) reporter.Line($"samples      {envelope.Samples}, each with the same model, in this order");
        if (!envelope.Statement.Context.IsZero) reporter.Line($"context      {HexText.Of(envelope.Statement.Context)}");
        reporter.Line(hasCertificate
            ? "certificate  present: every committed parameter is in its declared range"
            : "certificate  ABSENT: nothing shows that the committed parameters are in their declared ranges");
    }
}
