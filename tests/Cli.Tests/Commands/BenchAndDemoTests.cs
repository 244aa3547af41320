using System.Text.Json.Nodes;
using Zkml.Cli.Benchmarks;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class BenchAndDemoTests
{
    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public void BenchMeasuresAModel()
    {
        using var folder = new TempFolder();
        var result = Tool.Done("bench", "cancer_mlp", "--json", "--out", folder["bench.json"]);
        var model = result.Json["models"]![0]!;
        foreach (var key in (string[])["compileMs", "coldProveMs", "warmProveMs", "verifyMs", "proofBytes", "peakMemoryBytes", "parameters", "lookups"])
        {
            Assert.True(model[key]?.GetValue<double>() > 0, key);
        }
        Assert.NotEmpty(model["stagesMs"]!.AsObject());
        Assert.Equal(result.Json["date"]!.GetValue<string>(), JsonNode.Parse(File.ReadAllText(folder["bench.json"]))!["date"]!.GetValue<string>());
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public void ABenchmarkFileSaysWhatItRanOn()
    {
        var json = Tool.Done("bench", "cancer_mlp", "--json").Json;
        Assert.Equal(BenchFile.Schema, json["schema"]!.GetValue<int>());
        Assert.Equal(Environment.ProcessorCount, json["machine"]!["cores"]!.GetValue<int>());
        Assert.Contains($"{json["tier"]}", (string[])["assembled", "portable"]);
        var model = json["models"]![0]!;
        foreach (var (inside, process) in (Span<(string, string)>)[("coldProveMs", "coldProveProcessMs"), ("coldVerifyMs", "coldVerifyProcessMs")])
        {
            Assert.InRange(model[inside]!.GetValue<double>(), 0, model[process]!.GetValue<double>());
        }
        Assert.True(model["warmProveBestMs"]!.GetValue<double>() <= model["warmProveMs"]!.GetValue<double>());
    }

    [Fact]
    public void BenchNamesTheExamples() => Tool.Refused(["bench", "nothing"], "nothing", "mnist_lenet");

    [Fact]
    public void DemoAcceptsTheTruthAndRejectsTheRest()
    {
        var json = Tool.Done("demo", "--index", "1", "--json").Json;
        Assert.True(json["accepted"]!.GetValue<bool>());
        Assert.NotNull(json["tamperedRejection"]);
        Assert.NotNull(json["otherOutputRejection"]);
        Assert.DoesNotContain("checksum", json["tamperedRejection"]!.GetValue<string>());
    }
}
