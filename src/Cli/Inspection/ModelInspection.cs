using System.Text.Json.Nodes;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Lowering;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Prover.Compilation;

namespace Zkml.Cli.Inspection;

/// <summary>What a provider's model file holds.</summary>
internal sealed class ModelInspection(ProvingModel model, Reporter reporter)
{
    private readonly LoweringReport report = model.Lowered.Report;

    /// <summary>Prints the model's sizes, operator by operator, and returns them.</summary>
    public JsonObject Report(bool showSeed)
    {
        var circuit = new CircuitFigures(model.Lowered.Circuit, model.Key.Verification.Plan.ChunkBits);
        reporter.Facts("model", [("model hash", model.ModelHash), ("weights", Weights(showSeed)), .. Tensors(), .. circuit.Facts()]);
        reporter.Table(OperatorTable());
        reporter.Table(circuit.ContractionTable());
        reporter.Facts("estimated cost of a proof", circuit.ProvingCost());
        var split = SplitLayers();
        reporter.Line(split.Count == 0 ? "No layer needed a saturation split." : $"Saturation split: {string.Join(", ", split)}.");
        var json = circuit.ToJson();
        json["kind"] = "model";
        json["modelHash"] = model.ModelHash;
        json["weights"] = model.Options.BlindingSeed is null ? "public" : "private";
        if (showSeed && model.Options.BlindingSeed is { } seed) json["seed"] = Convert.ToHexStringLower(seed);
        json["parameters"] = report.Parameters;
        json["multiplyAccumulates"] = report.MultiplyAccumulates;
        json["constraints"] = report.Constraints;
        json["operators"] = Operators();
        json["saturationSplits"] = Figures.Json(split);
        return json;
    }

    /// <summary>The rules that the trace of an input breaks; none in a correct program.</summary>
    public IReadOnlyList<string> Check(long[][] codes)
    {
        var trace = model.Lowered.Program.Run(codes);
        var failures = ConstraintChecker.Check(model.Lowered.Circuit, trace.Columns).Select(f => f.ToString()).ToList();
        reporter.Line(failures.Count == 0 ? ["Every constraint holds on this input."] : [.. failures.Select(f => $"BROKEN: {f}")]);
        return failures;
    }

    private string Weights(bool showSeed) => model.Options.BlindingSeed switch
    {
        null => "public",
        var seed when showSeed => $"private, seed {Convert.ToHexStringLower(seed)}",
        _ => "private (--show-seed prints the seed, which auditors need)",
    };

    private IEnumerable<(string, string)> Tensors() =>
        model.Graph.Inputs.Select(t => ("input", KeyInspection.Describe(t.Name, t.Type.Shape, t.Scale, t.Kind)))
            .Concat(model.Graph.Outputs.Select(t => ("output", KeyInspection.Describe(t.Name, t.Type.Shape, t.Scale, t.Kind))));

    private List<string> SplitLayers() =>
        [.. report.Operators.SelectMany(o => o.Requantizations).Where(r => r.IsSplit).Select(r => r.Name)];

    private Spectre.Console.Table OperatorTable()
    {
        var table = FigureTable.Of("operators", "name", "kind", "shape", "multiply-adds", "lookups", "constraints", "committed", "shift", "table");
        foreach (var o in report.Operators)
        {
            var shifts = string.Join(" ", o.Requantizations.Select(r => r.Shift).Distinct());
            var tables = string.Join(" ", o.Requantizations.Select(r => $"2^{r.TableBits}{(r.IsSplit ? " split" : "")}").Distinct());
            table.Row(
                o.Name, o.Kind, string.Join("×", o.OutputShape), Figures.Count(o.MultiplyAccumulates), Figures.Count(o.Lookups),
                Figures.Count(o.Constraints), Figures.Count(o.CommittedEntries), shifts, tables);
        }
        return table;
    }

    private JsonArray Operators() => new([.. report.Operators.Select(o => (JsonNode)new JsonObject
    {
        ["name"] = o.Name,
        ["kind"] = o.Kind,
        ["shape"] = Figures.Json(o.OutputShape.Select(d => (long)d)),
        ["multiplyAccumulates"] = o.MultiplyAccumulates,
        ["lookups"] = o.Lookups,
        ["constraints"] = o.Constraints,
        ["committedEntries"] = o.CommittedEntries,
        ["isSplit"] = o.Requantizations.Any(r => r.IsSplit),
    })]);
}
