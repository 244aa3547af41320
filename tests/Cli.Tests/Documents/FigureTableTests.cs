using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Documents;

/// <summary>The README's table of times is that of the benchmark file which it names.</summary>
public partial class FigureTableTests
{
    [Fact]
    public void TheTimesAreThoseOfTheFile()
    {
        var file = BenchFileName().Match(File.ReadAllText(Path.Combine(Tool.Root(), "README.md"))).Value;
        var tiers = JsonNode.Parse(File.ReadAllText(Path.Combine(Tool.Root(), file)))!["tiers"]!.AsArray();
        var (assembled, portable) = (Models(tiers, "assembled"), Models(tiers, "portable"));
        GeneratedBlock.Compare("README.md", "figures",
        [
            "| model | parameters | multiply-adds | prove, warm | first proof of a process / the whole process | verify, warm / fresh | proof | peak memory | prove, portable kernels |",
            "|---|---|---|---|---|---|---|---|---|",
            .. assembled.Select((m, k) => Row(m, portable[k])),
        ]);
    }

    private static JsonNode[] Models(JsonArray tiers, string tier) =>
        [.. tiers.Single(t => t!["tier"]!.GetValue<string>() == tier)!["models"]!.AsArray().Select(m => m!)];

    private static string Row(JsonNode model, JsonNode portable)
    {
        Assert.Equal(model["model"]!.GetValue<string>(), portable["model"]!.GetValue<string>());
        double Of(string name) => model[name]!.GetValue<double>();
        return string.Create(CultureInfo.InvariantCulture, $"| {model["model"]} | {Of("parameters"):N0} | {Of("multiplyAccumulates"):N0} | {Short(Of("warmProveMs"))} ms ")
            + $"| {Short(Of("coldProveMs"))} / {Short(Of("coldProveProcessMs"))} ms | {Short(Of("verifyMs"))} / {Short(Of("coldVerifyMs"))} ms "
            + string.Create(CultureInfo.InvariantCulture, $"| {Of("proofBytes") / 1024:F1} KiB | {Of("peakMemoryBytes") / (1 << 20):F0} MiB ")
            + $"| {Short(portable["warmProveMs"]!.GetValue<double>())} ms |";
    }

    /// <summary>One decimal below 10, none above.</summary>
    private static string Short(double value) => value.ToString(value < 9.95 ? "F1" : "F0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"bench/results/[\d-]+-bench\.json")]
    private static partial Regex BenchFileName();
}
