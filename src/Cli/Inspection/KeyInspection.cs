using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Verifier;

namespace Zkml.Cli.Inspection;

/// <summary>What a verifying key holds.</summary>
internal static class KeyInspection
{
    public static JsonObject Report(string path, Reporter reporter)
    {
        var prepared = reporter.Step("checking the key", () => KeyFile.Load(path));
        KeyFile.WarnAbout(prepared.Key, reporter);
        var circuit = new CircuitFigures(prepared.Key.Circuit, prepared.Key.ChunkBits);
        var certificate = prepared.Key.Certificate is null ? "ABSENT" : "present and valid";
        reporter.Facts("verifying key",
        [
            ("model hash", prepared.ModelHash),
            ("setup", $"{prepared.Key.Setup}"),
            ("certificate", certificate),
            .. prepared.Key.Inputs.Select(t => ("input", Describe(t.Name, t.Shape, t.Scale, t.Kind))),
            .. prepared.Key.Outputs.Select(t => ("output", Describe(t.Name, t.Shape, t.Scale, t.Kind))),
            .. circuit.Facts(),
        ]);
        reporter.Table(circuit.ContractionTable());
        reporter.Facts("estimated cost of a proof", circuit.ProvingCost());
        var chain = ChainFigures.Of(HidingKey.Derive(prepared.Core, Visibility.Default, out var refusal));
        reporter.Facts("on a chain, input sealed", chain?.Facts() ?? [("no", $"{refusal}")]);
        var json = circuit.ToJson();
        json["kind"] = "key";
        json["chain"] = chain?.ToJson();
        json["modelHash"] = prepared.ModelHash;
        json["certificate"] = prepared.Key.Certificate is not null;
        json["setup"] = $"{prepared.Key.Setup}";
        return json;
    }

    /// <summary>A tensor in a few words.</summary>
    public static string Describe(string name, int[] shape, double scale, ValueKind kind) =>
        $"{name} [{string.Join(", ", shape)}], {(kind == ValueKind.Integer ? "integers" : $"real = integer · {Figures.Real(scale)}")}";
}
