using System.Diagnostics;
using System.Text.Json.Nodes;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Pairings;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Benchmarks;

/// <summary><c>zkml bench --batch N</c>: what an inference costs in batches of 1, 2, 4, … N samples.</summary>
internal sealed class BatchBench
{
    private const int Repetitions = 5;

    private readonly ExampleModel example;
    private readonly CompiledModel compiled;
    private readonly PreparedKey prepared;
    private readonly long[][][] codes;

    private BatchBench(ExampleModel example, int largest, int compiledFor, Action<string> progress)
    {
        this.example = example;
        progress("compiling");
        var source = QuantizedSource.Load(example.Onnx, new QuantizationChoice(example.Calibration, null, null, false));
        var options = new CompileOptions { BlindingSeed = new byte[ParameterBlinding.SeedLength], Samples = compiledFor };
        compiled = ModelCompiler.Compile(source.Model.Graph, null, options, progress);
        // As in a service; without it a process' first pairings are portable.
        Pairing.Warm(KernelSet.Default);
        prepared = compiled.Key.Prepare(out var bad) ?? throw new InvalidOperationException($"the compiled key does not check out: {bad}");
        var given = example.Codes(source.Model.Graph);
        codes = [.. Enumerable.Range(0, largest).Select(k => given[k % given.Length])];
    }

    private sealed class Row(
        int samples, int chunkBits, double proveMs, double verifyMs, int proofBytes, int commitments, JsonObject stages)
    {
        public int Samples { get; } = samples;

        public int ChunkBits { get; } = chunkBits;

        public double ProveMs { get; } = proveMs;

        public double VerifyMs { get; } = verifyMs;

        public int ProofBytes { get; } = proofBytes;

        public int Commitments { get; } = commitments;

        public JsonObject Stages { get; } = stages;
    }

    /// <summary>Measures, prints a table for each model, and answers the figures.</summary>
    public static JsonArray Run(IReadOnlyList<ExampleModel> examples, int largest, Reporter reporter)
    {
        if (largest is < 1 or > 1 << 12) throw new BadInputException($"--batch {largest} is outside 1 to {1 << 12}.");
        var json = new JsonArray();
        foreach (var example in examples)
        {
            var rows = reporter.Step(example.Name, progress => new BatchBench(example, largest, 1, progress).Measure(Sizes(largest), progress));
            // The last row once more, on a model that was compiled for it.
            if (largest > 1) rows.AddRange(reporter.Step(example.Name, progress => new BatchBench(example, largest, largest, progress).Measure([largest], progress)));
            Print(example.Name, rows, reporter);
            json.Add((JsonNode)ToJson(example.Name, rows));
        }
        return json;
    }

    private static List<int> Sizes(int largest)
    {
        var sizes = new List<int>();
        for (var n = 1; n < largest; n *= 2) sizes.Add(n);
        sizes.Add(largest);
        return sizes;
    }

    private List<Row> Measure(List<int> sizes, Action<string> progress)
    {
        var rows = new List<Row>();
        foreach (var samples in sizes)
        {
            progress($"batches of {samples}");
            // One proof to warm up, then those that count.
            var proofs = Enumerable.Range(0, Repetitions + 1).Select(_ => TimedProof.Make(compiled.Model, codes[..samples], Fr.Zero)).ToList();
            var median = proofs.Skip(1).OrderBy(p => p.TotalMs).ElementAt(Repetitions / 2);
            var plan = prepared.ForBatch(samples, out _)!.Plan;
            rows.Add(new Row(samples, plan.ChunkBits, median.TotalMs, VerifyMs(median), median.Bytes.Length, plan.Witness.Chunks, median.StagesToJson()));
        }
        return rows;
    }

    private double VerifyMs(TimedProof proof)
    {
        var times = new List<double>();
        for (var k = 0; k <= Repetitions; k++)
        {
            var watch = Stopwatch.StartNew();
            var rejection = prepared.Verify(proof.Bytes, out ProofEnvelope? _);
            if (rejection is not null) throw new InvalidOperationException($"an honest proof of {example.Name} was rejected: {rejection}");
            if (k > 0) times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return times.Order().ElementAt(Repetitions / 2);
    }

    private static void Print(string name, List<Row> rows, Reporter reporter)
    {
        var table = FigureTable.Of($"{name}: batches", "samples", "prove", "per inference", "of a single proof", "verify", "proof", "per inference", "commitments");
        foreach (var r in rows)
        {
            table.Row(
                $"{r.Samples}", Figures.Milliseconds(r.ProveMs), Figures.Milliseconds(r.ProveMs / r.Samples),
                Figures.Percent(r.ProveMs / r.Samples / rows[0].ProveMs), Figures.Milliseconds(r.VerifyMs), Figures.Bytes(r.ProofBytes),
                Figures.Bytes(r.ProofBytes / r.Samples), $"{r.Commitments} of 2^{r.ChunkBits}");
        }
        reporter.Table(table);
    }

    private static JsonObject ToJson(string name, List<Row> rows) => new()
    {
        ["model"] = name,
        ["batches"] = new JsonArray([.. rows.Select(r => (JsonNode)new JsonObject
        {
            ["samples"] = r.Samples,
            ["warmProveMs"] = Figures.Json(r.ProveMs),
            ["proveMsPerInference"] = Figures.Json(r.ProveMs / r.Samples),
            ["verifyMs"] = Figures.Json(r.VerifyMs),
            ["proofBytes"] = r.ProofBytes,
            ["chunkBits"] = r.ChunkBits,
            ["witnessCommitments"] = r.Commitments,
            ["stagesMs"] = r.Stages,
        })]),
    };
}
