using System.Globalization;
using System.Text.Json.Nodes;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Benchmarks;

/// <summary>
/// <c>zkml bench --full</c>: end-to-end figures and kernels, in this process's tier and once more with portable kernels
/// in a process of its own, as a dated file, with the change against the last one.
/// </summary>
internal sealed class FullBench(Reporter reporter, IReadOnlyList<string> names)
{
    private const string Portable = "portable";

    /// <summary>Measures both tiers, prints and writes; the file is named by the date without <paramref name="file"/>.</summary>
    public JsonObject Run(string? file)
    {
        var json = BenchFile.Header();
        var tiers = new JsonArray { (JsonNode)MeasureTier() };
        if (BenchFile.Tier() != Portable)
        {
            var other = reporter.Step("portable kernels in a process of their own", PortableTier);
            if (other is null) reporter.Warn("the portable tier could not be measured: its process did not run");
            else tiers.Add(other);
        }
        json["tiers"] = tiers;
        var folder = BenchFile.Folder();
        BenchComparison.Print(reporter, json, BenchFile.Previous(folder, json));
        file ??= Path.Combine(folder, $"{DateTime.UtcNow.ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture)}-bench.json");
        BenchFile.Write(file, json);
        reporter.Line($"written to {file}");
        return json;
    }

    /// <summary>The figures of the tier of this process.</summary>
    public JsonObject MeasureTier() => new()
    {
        ["tier"] = BenchFile.Tier(),
        ["models"] = new JsonArray([.. names.Select(ExampleModel.Find).Select(Measure)]),
        ["kernels"] = new JsonArray([.. reporter.Step("kernels", KernelBench.Measure).Select(k => (JsonNode)k.ToJson())]),
    };

    private JsonNode Measure(ExampleModel example) => reporter.Step(example.Name, progress => ModelBench.Measure(example, progress)).ToJson();

    private JsonNode? PortableTier() => FreshProcess.Run(
        ["bench", .. names, "--one-tier", "--json", "--quiet"], (KernelSupport.Variable, Portable))?.Json;
}
