using System.Diagnostics;
using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml verify</c> on a wrapped proof: what a contract checks, natively.</summary>
internal sealed class WrappedVerification(Reporter reporter, string keyPath)
{
    public int Run(byte[] bytes, string? expectedHash, ExpectedOptions request)
    {
        var (file, key) = reporter.Step("checking the key", () => WrapperKeySource.Load(keyPath));
        var expected = new ExpectedFiles(expectedHash, request, file.Model);
        KeyFile.WarnAbout(file.Model, reporter);
        reporter.Note("whether a wrapper key is that of its model shows when it is made again: zkml evm audit.");
        var watch = Stopwatch.StartNew();
        var proof = WrappedProofCodec.TryDecode(bytes, key, out var rejection);
        if (proof is not null) rejection = WrappedVerifier.Verify(key, proof);
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        var compared = rejection is null ? expected.For(proof!.Statement, file.Samples) : null;
        rejection ??= compared!.Compare(file.Model, WrapperKeySource.ModelHash(key.Core), proof!.Statement, file.Samples);
        var json = new JsonObject
        {
            ["accepted"] = rejection is null,
            ["rejection"] = rejection?.ToString(),
            ["verifyMs"] = Figures.Json(milliseconds),
            ["modelHash"] = WrapperKeySource.ModelHash(key.Core),
            ["modelId"] = "0x" + Convert.ToHexStringLower(key.Id),
            ["private"] = true,
            ["certificate"] = file.Model.Certificate is not null,
            ["setup"] = $"{file.Model.Setup}",
            ["proofBytes"] = bytes.Length,
        };
        if (rejection is null)
        {
            json["notCompared"] = Figures.Json(compared!.NotCompared(file.Model));
            Accepted(file, key, proof!, json, $"ACCEPTED in {Figures.Milliseconds(milliseconds)} ({Figures.Bytes(bytes.Length)}), private");
            VerifyReport.PrintNotCompared(reporter, compared, file.Model);
        }
        else
        {
            reporter.Line($"REJECTED: {rejection}");
        }
        return reporter.Finish(json, rejection is null ? ExitCode.Done : ExitCode.Rejected);
    }

    private void Accepted(WrapperKeyFile file, WrapperKey key, WrappedProof proof, JsonObject json, string verdict)
    {
        var tensors = new SealedTensors(file.Model, key, proof);
        reporter.Line(verdict);
        if (proof.Statement.Outputs.Length > 0)
        {
            var output = new OutputReport(PublicTensors.Shown(PublicTensors.OutputsOf(file.Model), proof.Statement, file.Samples), file.Samples);
            output.Print(reporter, "proven output");
            output.AddTo(json);
        }
        json["samples"] = file.Samples;
        json["context"] = HexText.Of(proof.Statement.Context);
        json["sealed"] = tensors.ToJson();
        reporter.Facts(null,
        [
            ("model hash", WrapperKeySource.ModelHash(key.Core)),
            ("model on a chain", "0x" + Convert.ToHexStringLower(key.Id)),
            ("context", HexText.Of(proof.Statement.Context)),
            .. tensors.Facts(),
            ("certificate", file.Model.Certificate is null ? "ABSENT: nothing shows that the committed parameters are in their declared ranges" : "present"),
        ]);
    }
}
