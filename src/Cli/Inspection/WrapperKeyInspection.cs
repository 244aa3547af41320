using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Inspection;

/// <summary>What a wrapper key holds, and what its proofs cost on a chain.</summary>
internal static class WrapperKeyInspection
{
    public static JsonObject Report(string path, Reporter reporter)
    {
        var (file, key) = reporter.Step("checking the key", () => WrapperKeySource.Load(path));
        KeyFile.WarnAbout(file.Model, reporter);
        var chain = ChainFigures.Of(key.Core)!;
        var (hash, id) = (WrapperKeySource.ModelHash(key.Core), "0x" + Convert.ToHexStringLower(key.Id));
        reporter.Facts("wrapper key",
        [
            ("model hash", hash),
            ("model on a chain", id),
            ("samples", $"{file.Samples}"),
            ("sealed", Sealing.Describe(file.Visibility)),
            ("setup", $"{file.Model.Setup}"),
            ("certificate", file.Model.Certificate is null ? "ABSENT" : "present and valid"),
            ("rows", $"2^{file.Plonk.LogSize}"),
            ("public inputs", $"{file.Plonk.PublicInputs}"),
            .. chain.Facts(),
        ]);
        reporter.Line("Not compared with the model's circuit: zkml evm audit does that.");
        return new JsonObject
        {
            ["kind"] = "wrapperKey",
            ["modelHash"] = hash,
            ["modelId"] = id,
            ["samples"] = file.Samples,
            ["sealed"] = Sealing.ToJson(file.Visibility),
            ["setup"] = $"{file.Model.Setup}",
            ["certificate"] = file.Model.Certificate is not null,
            ["logRows"] = file.Plonk.LogSize,
            ["publicInputs"] = file.Plonk.PublicInputs,
            ["chain"] = chain.ToJson(),
        };
    }
}
