using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Benchmarks;

/// <summary>Medians over fresh processes, in milliseconds.</summary>
/// <param name="InsideMs">As the process itself measures, after it has started and loaded its files.</param>
/// <param name="ProcessMs">From before the process starts until after it has ended.</param>
internal sealed record ColdTimes(double InsideMs, double ProcessMs);

/// <summary>What was measured on one model. Times are in milliseconds.</summary>
internal sealed class BenchRow
{
    public required string Model { get; init; }

    public required long Parameters { get; init; }

    public required long MultiplyAccumulates { get; init; }

    public required long Lookups { get; init; }

    public required double CompileMs { get; init; }

    /// <summary>Proofs in fresh processes; null when no process could be started.</summary>
    public required ColdTimes? ColdProve { get; init; }

    /// <summary>Verifications in fresh processes; null when no process could be started.</summary>
    public required ColdTimes? ColdVerify { get; init; }

    /// <summary>Proofs in a process that has proven before.</summary>
    public required RunTimes WarmProve { get; init; }

    /// <summary>The same after computing multiples of the SRS's points.</summary>
    public required RunTimes PrecomputedProve { get; init; }

    /// <summary>Verifications in a process that has verified before, decoding included.</summary>
    public required RunTimes Verify { get; init; }

    public required long ProofBytes { get; init; }

    public required long KeyBytes { get; init; }

    /// <summary>The largest of the fresh processes that proved once; null when none could be started.</summary>
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
            ["coldProveMs"] = Json(ColdProve?.InsideMs),
            ["coldProveProcessMs"] = Json(ColdProve?.ProcessMs),
            ["warmProveMs"] = Figures.Json(WarmProve.Median),
            ["warmProveBestMs"] = Figures.Json(WarmProve.Best),
            ["precomputedProveMs"] = Figures.Json(PrecomputedProve.Median),
            ["verifyMs"] = Figures.Json(Verify.Median),
            ["verifyBestMs"] = Figures.Json(Verify.Best),
            ["coldVerifyMs"] = Json(ColdVerify?.InsideMs),
            ["coldVerifyProcessMs"] = Json(ColdVerify?.ProcessMs),
            ["proofBytes"] = ProofBytes,
            ["keyBytes"] = KeyBytes,
            ["peakMemoryBytes"] = PeakMemoryBytes,
            ["stagesMs"] = stages,
        };
    }

    private static JsonNode? Json(double? value) => value is { } v ? Figures.Json(v) : null;
}
