using System.Globalization;
using Xunit.Abstractions;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Runtime;
using Zkml.Tests;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Random graphs against ONNX Runtime.</summary>
public sealed class RandomGraphTests(ITestOutputHelper log)
{
    /// <summary>The first seed is new in every run and printed; ZKML_SEED repeats a run.</summary>
    [Fact]
    [Trait(TestTier.Name, TestTier.Soak)]
    public void RandomGraphsAgreeWithOnnxRuntime()
    {
        var first = Environment.GetEnvironmentVariable("ZKML_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next(1 << 30);
        var count = TestTier.Rounds(300);
        var range = $"seeds {first} to {first + count - 1}";
        log.WriteLine(range);
        var results = new int[Enum.GetValues<ComparisonResult>().Length];
        var findings = new List<string>();
        for (var seed = first; seed < first + count; seed++) Compare(seed, results, findings);
        var summary = $"{range}: {string.Join(", ", Enum.GetValues<ComparisonResult>().Select(r => $"{r} {results[(int)r]}"))}";
        log.WriteLine(summary);
        Assert.True(findings.Count == 0, $"{summary}; {findings.Count} findings\n{string.Join('\n', findings.Take(20))}");
        Assert.True(4 * results[(int)ComparisonResult.Compared] > count, $"{summary}: too few graphs are compared");
    }

    /// <summary>Every graph is imported, or refused by the import with a message; most are imported.</summary>
    [Fact]
    public void RandomGraphsAreImportedOrRefused()
    {
        var imported = 0;
        for (var seed = 1; seed <= 40; seed++)
        {
            var bytes = new RandomGraphs(seed).Bytes;
            Assert.Equal(bytes, new RandomGraphs(seed).Bytes);
            try
            {
                OnnxFile.Parse(bytes).Import(new RuntimeConstantEvaluator());
                imported++;
            }
            catch (GraphException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
        Assert.InRange(imported, 20, 40);
    }

    private static void Compare(int seed, int[] results, List<string> findings)
    {
        var comparison = new GraphComparison(seed);
        try
        {
            results[(int)comparison.Run()]++;
        }
        catch (Exception e)
        {
            comparison.Findings.Add($"{e.GetType().Name} {e.Message} {e.StackTrace?.Split('\n')[0].Trim()}");
        }
        findings.AddRange(comparison.Findings.Select(f => $"seed {seed}: {f} :: {comparison.Description}"));
    }
}
