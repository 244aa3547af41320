using System.Text.Json.Nodes;
using Zkml.Cli.Benchmarks;
using Zkml.Cli.Terminal;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Benchmarks;

public sealed class BenchComparisonTests
{
    [Theory]
    [InlineData(100.0, 100.0, "0.0 %", "")]
    [InlineData(100.0, 109.0, "+9.0 %", "")]
    [InlineData(100.0, 111.0, "+11.0 %", "worse")]
    [InlineData(100.0, 89.0, "-11.0 %", "better")]
    [InlineData(100.0, 91.0, "-9.0 %", "")]
    [InlineData(null, 91.0, "–", "")]
    [InlineData(0.0, 91.0, "–", "")]
    public void ChangesBeyondATenthAreMarked(double? before, double now, string change, string mark)
    {
        Assert.Equal(change, BenchComparison.Change(before, now));
        Assert.Equal(mark, BenchComparison.Mark(before, now));
    }

    [Fact]
    public void ThePreviousFileIsTheLatestEarlierOneOfTheSameKindOfMachine()
    {
        using var folder = new TempFolder();
        var current = Result("2026-11-22T10:00:00Z", 2);
        Assert.Null(BenchFile.Previous(folder.Path, current));
        Write("older", Result("2026-11-20T10:00:00Z", 2));
        Write("wanted", Result("2026-11-21T10:00:00Z", 2));
        Write("later", Result("2026-11-23T10:00:00Z", 2));
        Write("itself", current);
        Write("other-machine", Result("2026-11-22T09:00:00Z", 64));
        Write("one-tier", Without(Result("2026-11-22T09:00:00Z", 2), "tiers"));
        Write("old-fields", Without(Result("2026-11-22T09:00:00Z", 2), "schema"));
        File.WriteAllText(folder["damaged.json"], "{");
        Assert.Equal("wanted.json", BenchFile.Previous(folder.Path, current)!.Value.Name);

        void Write(string name, JsonObject json) => BenchFile.Write(folder[$"{name}.json"], json);
    }

    [Fact]
    public void EveryFigureIsComparedWithItsOwn()
    {
        var output = new StringWriter();
        var reporter = new Reporter(output, TextWriter.Null);
        var before = Result("2026-11-21T10:00:00Z", 2);
        var now = Result("2026-11-22T10:00:00Z", 2, kernel: 6.5);
        BenchComparison.Print(reporter, now, ("before.json", before));
        var rows = output.ToString().Split('\n');
        Assert.Contains("worse", rows.Single(r => r.Contains("msm full 2^14", StringComparison.Ordinal)));
        Assert.Contains("+30.0 %", rows.Single(r => r.Contains("msm full 2^14", StringComparison.Ordinal)));
        Assert.DoesNotContain("worse", rows.Single(r => r.Contains("lenet warmProveBestMs", StringComparison.Ordinal)));
        Assert.Contains("before.json", output.ToString());
        BenchComparison.Print(reporter, now, null);
        Assert.Contains("no earlier result of this kind of machine", output.ToString());
    }

    private static JsonObject Result(string date, int cores, double kernel = 5) => new()
    {
        ["schema"] = BenchFile.Schema,
        ["date"] = date,
        ["machine"] = new JsonObject { ["processor"] = "P", ["family"] = "1", ["model"] = "2", ["cores"] = cores, ["program"] = "native" },
        ["tiers"] = new JsonArray((JsonNode)new JsonObject
        {
            ["tier"] = "assembled",
            ["models"] = new JsonArray((JsonNode)new JsonObject { ["model"] = "lenet", ["warmProveBestMs"] = 40, ["proofBytes"] = 1000L }),
            ["kernels"] = new JsonArray((JsonNode)new JsonObject { ["kernel"] = "msm full 2^14", ["unit"] = "ms", ["best"] = kernel }),
        }),
    };

    private static JsonObject Without(JsonObject json, string key)
    {
        json.Remove(key);
        return json;
    }
}
