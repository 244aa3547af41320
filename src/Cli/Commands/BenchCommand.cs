using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Cli.Benchmarks;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml bench</c>: end-to-end figures over example models.</summary>
internal sealed class BenchCommand(Reporter reporter)
{
    private static readonly string[] DefaultModels = ["mnist_mlp", "mnist_lenet", "cancer_mlp", "fashion_resnet"];

    private readonly Argument<string[]> models = new("MODEL") { Description = "Names of examples, or ONNX files.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> output = new("--out")
    {
        Description = "Also write the figures as JSON to FILE; without FILE to bench/results/ under today's date.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "FILE",
    };

    private readonly Option<int?> batch = new("--batch") { Description = "Measure batches of 1, 2, 4, … N samples instead.", HelpName = "N" };

    private readonly Option<bool> full = new("--full") { Description = "Also kernels and the portable tier; writes a dated file and compares with the last one." };

    // What --full runs in another process for the other tier.
    private readonly Option<bool> oneTier = new("--one-tier") { Hidden = true };

    public Command Create()
    {
        var command = new Command("bench", "Measure compile, prove and verify on example models.") { models, batch, full, oneTier, output };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var names = parsed.GetValue(models) is { Length: > 0 } given ? given : DefaultModels;
        var examples = names.Select(ExampleModel.Find).ToList();
        var file = OutputPath(parsed);
        if (file is not null) FileSet.RequireWritable(file);
        if (parsed.GetValue(batch) is { } samples) return Finish(BatchBench.Run(examples, samples, reporter), file);
        if (parsed.GetValue(full)) return reporter.Finish(new FullBench(reporter, names).Run(file));
        if (parsed.GetValue(oneTier)) return reporter.Finish(new FullBench(reporter, names).MeasureTier());
        var rows = examples.Select(e => reporter.Step(e.Name, progress => ModelBench.Measure(e, progress))).ToList();
        Print(rows);
        return Finish([.. rows.Select(r => (JsonNode)r.ToJson())], file);
    }

    private int Finish(JsonArray rows, string? file)
    {
        var json = Describe(rows);
        if (file is not null)
        {
            BenchFile.Write(file, json);
            reporter.Line($"written to {file}");
        }
        return reporter.Finish(json);
    }

    private string? OutputPath(ParseResult parsed)
    {
        if (parsed.GetResult(output) is not { Implicit: false }) return null;
        if (parsed.GetValue(output) is { } file) return file;
        return parsed.GetValue(full) ? null : Path.Combine(BenchFile.Folder(), $"{DateTime.UtcNow:yyyy-MM-dd-HHmm}-end-to-end.json");
    }

    private static JsonObject Describe(JsonArray rows)
    {
        var json = BenchFile.Header();
        json["tier"] = BenchFile.Tier();
        json["models"] = rows;
        return json;
    }

    private void Print(List<BenchRow> rows)
    {
        var table = FigureTable.Of("end to end", "model", "parameters", "multiply-adds", "lookups", "compile", "cold prove", "warm prove", "verify", "proof", "peak memory");
        foreach (var r in rows)
        {
            table.Row(
                r.Model, Figures.Count(r.Parameters), Figures.Count(r.MultiplyAccumulates), Figures.Count(r.Lookups),
                Figures.Milliseconds(r.CompileMs), r.ColdProve is { } cold ? Figures.Milliseconds(cold.InsideMs) : "–",
                Figures.Milliseconds(r.WarmProve.Median), Figures.Milliseconds(r.Verify.Median), Figures.Bytes(r.ProofBytes),
                r.PeakMemoryBytes is { } peak ? Figures.Bytes(peak) : "–");
        }
        reporter.Table(table);
        var stages = FigureTable.Of("warm prove by stage", ["stage", .. rows.Select(r => r.Model)]);
        for (var k = 0; k < rows[0].Stages.Count; k++)
        {
            stages.Row([rows[0].Stages[k].Stage, .. rows.Select(r => Figures.Milliseconds(r.Stages[k].Ms))]);
        }
        reporter.Table(stages);
    }
}
