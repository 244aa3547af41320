using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;
using Zkml.Prover;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Models;

/// <summary>A proof with the time that it took, stage by stage.</summary>
internal sealed class TimedProof(ProofEnvelope envelope, byte[] bytes, double totalMs, IReadOnlyList<StageTime> stages)
{
    /// <summary>The proof and its statement.</summary>
    public ProofEnvelope Envelope { get; } = envelope;

    /// <summary>The proof file's content.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>From the input's codes to the encoded proof.</summary>
    public double TotalMs { get; } = totalMs;

    /// <summary>The inference, then the prover's stages, then the encoding.</summary>
    public IReadOnlyList<StageTime> Stages { get; } = stages;

    /// <summary>Runs and proves one inference for each sample, in one proof; a sample is the codes of all inputs.</summary>
    public static TimedProof Make(
        ProvingModel model, long[][][] samples, Fr context, IComputeBackend? backend = null, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        var (envelope, stages) = model.ProveBatch(samples, context, backend, cancellation);
        var proven = watch.Elapsed.TotalMilliseconds;
        var bytes = ProofCodec.Encode(envelope);
        var total = watch.Elapsed.TotalMilliseconds;
        return new TimedProof(envelope, bytes, total, WithInference(stages, proven, total));
    }

    /// <summary>Milliseconds by stage.</summary>
    public JsonObject StagesToJson()
    {
        var json = new JsonObject();
        foreach (var stage in Stages) json[stage.Name] = Figures.Json(stage.DurationMs);
        return json;
    }

    /// <summary>The stages as Chrome trace events (chrome://tracing, Perfetto).</summary>
    public byte[] ToTraceEvents()
    {
        var events = new JsonArray();
        foreach (var stage in Stages)
        {
            JsonNode item = new JsonObject
            {
                ["name"] = stage.Name,
                ["cat"] = "prove",
                ["ph"] = "X",
                ["ts"] = Math.Round(1000 * stage.StartMs, 1),
                ["dur"] = Math.Round(1000 * stage.DurationMs, 1),
                ["pid"] = 1,
                ["tid"] = 1,
            };
            events.Add(item);
        }
        return Encoding.UTF8.GetBytes(new JsonObject { ["traceEvents"] = events, ["displayTimeUnit"] = "ms" }.ToJsonString());
    }

    /// <summary>What the prover's own clock leaves of the time before <paramref name="proven"/> is the inference.</summary>
    private static List<StageTime> WithInference(IReadOnlyList<StageTime> stages, double proven, double total)
    {
        var inference = Math.Max(0, proven - (stages.Count == 0 ? 0 : stages[^1].StartMs + stages[^1].DurationMs));
        return
        [
            new StageTime("inference", 0, inference),
            .. stages.Select(s => s with { StartMs = s.StartMs + inference }),
            new StageTime("encoding", proven, total - proven),
        ];
    }
}
