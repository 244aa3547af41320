using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Benchmarks;

/// <summary>What was measured on one model. Times are in milliseconds.</summary>
internal sealed record BenchRow
{
    public required string Model { get; init; }

    public required long Parameters { get; init; }

    public required long MultiplyAccumulates { get; init; }

    public required long Lookups { get; init; }

    public required double CompileMs { get; init; }

    /// <summary>The first proof of a fresh process, after loading; null when no process could be started.</summary>
    public required double? ColdProveMs { get; init; }

    /// <summary>The median of several proofs in a process that has proven before.</summary>
    public required double WarmProveMs { get; init; }

    /// <summary>The median of several verifications.</summary>
    public required double VerifyMs { get; init; }

    public required long ProofBytes { get; init; }

    public required long KeyBytes { get; init; }

    /// <summary>Of the fresh process that proved once; null when none could be started.</summary>
    public required long? PeakMemoryBytes { get; init; }

    /// <summary>Medians by stage.</summary>
    public required IReadOnlyList<(string Stage, double Ms)> Stages { get; init; }

    public JsonObject ToJson()
    {
        var stages = new JsonObject();
        foreach (var (stage, ms) in Stages) stages[stage] = Figures.Json(ms);
        return new JsonObject
        {
            ["model"] = Model,
            ["parameters"] = Parameters,
            ["multiplyAccumulates"] = MultiplyAccumulates,
            ["lookups"] = Lookups,
            ["compileMs"] = Figures.Json(CompileMs),
            ["coldProveMs"] = ColdProveMs is { } cold ? Figures.Json(cold) : null,
            ["warmProveMs"] = Figures.Json(WarmProveMs),
            ["verifyMs"] = Figures.Json(VerifyMs),
            ["proofBytes"] = ProofBytes,
            ["keyBytes"] = KeyBytes,
            ["peakMemoryBytes"] = PeakMemoryBytes,
            ["stagesMs"] = stages,
        };
    }
}
