using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkml.Cli.Benchmarks;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml bench</c>: end-to-end figures over example models.</summary>
internal sealed class BenchCommand(Reporter reporter)
{
    private static readonly string[] DefaultModels = ["mnist_mlp", "mnist_lenet", "cancer_mlp", "fashion_resnet"];
    private static readonly JsonSerializerOptions Style = new() { WriteIndented = true };

    private readonly Argument<string[]> models = new("MODEL") { Description = "Names of examples, or ONNX files.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> output = new("--out")
    {
        Description = "Also write the figures as JSON to FILE; without FILE to bench/results/ under today's date.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "FILE",
    };

    private readonly Option<int?> batch = new("--batch") { Description = "Measure batches of 1, 2, 4, … N samples instead.", HelpName = "N" };

    public Command Create()
    {
        var command = new Command("bench", "Measure compile, prove and verify on example models.") { models, batch, output };
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
        var rows = examples.Select(e => reporter.Step(e.Name, progress => ModelBench.Measure(e, progress))).ToList();
        Print(rows);
        return Finish([.. rows.Select(r => (JsonNode)r.ToJson())], file);
    }

    private int Finish(JsonArray rows, string? file)
    {
        var json = Describe(rows);
        if (file is not null)
        {
            FileSet.Write(file, Encoding.UTF8.GetBytes(json.ToJsonString(Style) + "\n"));
            reporter.Line($"written to {file}");
        }
        return reporter.Finish(json);
    }

    private string? OutputPath(ParseResult parsed)
    {
        if (parsed.GetResult(output) is not { Implicit: false }) return null;
        if (parsed.GetValue(output) is { } file) return file;
        var folder = Directory.CreateDirectory(Path.Combine(ExampleModel.Root(), "bench", "results"));
        return Path.Combine(folder.FullName, $"{Now():yyyy-MM-dd-HHmm}-end-to-end.json");
    }

    private static JsonObject Describe(JsonArray rows) => new()
    {
        ["date"] = Now().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["machine"] = new JsonObject
        {
            ["processors"] = Environment.ProcessorCount,
            ["architecture"] = $"{RuntimeInformation.ProcessArchitecture}",
            ["system"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
        },
        ["models"] = rows,
    };

    private void Print(List<BenchRow> rows)
    {
        var table = FigureTable.Of("end to end", "model", "parameters", "multiply-adds", "lookups", "compile", "cold prove", "warm prove", "verify", "proof", "peak memory");
        foreach (var r in rows)
        {
            table.Row(
                r.Model, Figures.Count(r.Parameters), Figures.Count(r.MultiplyAccumulates), Figures.Count(r.Lookups),
                Figures.Milliseconds(r.CompileMs), r.ColdProveMs is { } cold ? Figures.Milliseconds(cold) : "–",
                Figures.Milliseconds(r.WarmProveMs), Figures.Milliseconds(r.VerifyMs), Figures.Bytes(r.ProofBytes),
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

    private static DateTime Now() => DateTime.UtcNow;
}
