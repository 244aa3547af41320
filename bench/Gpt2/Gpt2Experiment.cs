using System.Diagnostics;
using Zkml.Circuits.Relations;
using Zkml.Prover;
using Zkml.Prover.Compilation;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>
/// A GPT-2 with random parameters, compiled, proven and verified in one process:
/// `gpt2 [--blocks N] [--sequence N] [--vocabulary N] [--chunk-bits N] [--activation-bits N] [--runs N]`. Prints Markdown.
/// </summary>
internal static class Gpt2Experiment
{
    public static int Run(string[] args)
    {
        using var memory = new MemorySampler();
        var shape = Gpt2Shape.Small with
        {
            Blocks = Option(args, "--blocks") ?? Gpt2Shape.Small.Blocks,
            Sequence = Option(args, "--sequence") ?? Gpt2Shape.Small.Sequence,
            Vocabulary = Option(args, "--vocabulary") ?? Gpt2Shape.Small.Vocabulary,
        };
        var watch = Stopwatch.StartNew();
        var graph = Gpt2Graph.Build(shape, 1);
        Console.WriteLine($"{shape}: {shape.Parameters:N0} parameters, drawn in {watch.Elapsed.TotalSeconds:F1} s");
        watch.Restart();
        var compiled = ModelCompiler.Compile(graph, null, new CompileOptions
        {
            WithCertificate = false,
            ChunkBits = Option(args, "--chunk-bits"),
            Lowering = new() { ActivationBits = Option(args, "--activation-bits") },
        }, what => Console.WriteLine($"  {watch.Elapsed.TotalSeconds:F1} s: {what}, {Environment.WorkingSet >> 20} MiB"));
        Console.WriteLine($"compiled in {watch.Elapsed.TotalSeconds:F1} s, peak {memory.Peak(0, memory.Now)} MiB");
        Describe(compiled);
        var prepared = compiled.Key.Prepare(out var refusal) ?? throw new InvalidOperationException($"{refusal}");
        for (var run = 0; run < (Option(args, "--runs") ?? 1); run++) Prove(compiled, prepared, Gpt2Graph.Tokens(shape, run), memory);
        return 0;
    }

    private static void Prove(CompiledModel compiled, Verifier.PreparedKey prepared, long[] tokens, MemorySampler memory)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var trace = compiled.Model.Lowered.Program.Run(tokens);
        var executed = watch.Elapsed.TotalSeconds;
        var start = memory.Now;
        var processor = Environment.CpuUsage.TotalTime;
        watch.Restart();
        var result = CoreProver.Prove(compiled.Model.Key, trace.Columns, Fr.Zero);
        var proven = watch.Elapsed.TotalSeconds;
        var worked = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        watch.Restart();
        var rejection = prepared.Verify(result.Statement, result.Proof);
        Console.WriteLine();
        Console.WriteLine("| stage | ms | peak MiB |");
        Console.WriteLine("|---|---|---|");
        foreach (var stage in result.Stages)
        {
            var peak = memory.Peak(start + stage.StartMs, start + stage.StartMs + stage.DurationMs);
            Console.WriteLine($"| {stage.Name} | {stage.DurationMs:F0} | {peak} |");
        }
        Console.WriteLine($"| all | {1e3 * proven:F0} | {memory.Peak(start, start + (1e3 * proven))} |");
        Console.WriteLine();
        var bytes = ProofCodec.Encode(new ProofEnvelope(compiled.Model.Key.Verification.Digest, result.Statement, result.Proof)).Length;
        Console.WriteLine(
            $"processor time of the proof {worked:F1} s; integer execution {executed:F2} s, verified in {watch.Elapsed.TotalMilliseconds:F0} ms: {rejection?.ToString() ?? "accepted"}; "
            + $"proof and statement {bytes} bytes");
    }

    private static void Describe(CompiledModel compiled)
    {
        var (plan, circuit) = (compiled.Model.Key.Verification.Plan, compiled.Model.Lowered.Circuit);
        Report("parameters", plan.Parameters);
        Report("witness", plan.Witness);
        var lookups = circuit.Lookups.Sum(l => l.Space.TrueSize);
        Console.WriteLine(
            $"{circuit.Columns.Count} columns ({circuit.Columns.Count(c => c.Kind == ColumnKind.Virtual)} virtual), "
            + $"{circuit.Contractions.Count} contractions, {plan.Maps.Count} maps, {circuit.Lookups.Count} lookups of {lookups:N0} entries, "
            + $"{circuit.Tables.Count} tables of {circuit.Tables.Sum(t => (long)t.Rows):N0} rows; {plan.Leaves.Length:N0} leaves, {plan.LeafVariables} layers");
        var requantizations = compiled.Model.Lowered.Report.Operators.SelectMany(o => o.Requantizations).ToList();
        Console.WriteLine($"{requantizations.Count} requantizations, {requantizations.Count(r => r.IsSplit)} with saturation limbs");
    }

    private static void Report(string name, PackedPolynomial packed) => Console.WriteLine(
        $"{name}: {packed.UsefulEntries:N0} entries in {packed.Packing.Length:N0} packed "
        + $"(waste {(double)packed.Packing.Length / packed.UsefulEntries:F3}), {packed.Chunks} chunks of 2^{packed.ChunkBits}");

    private static int? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? null : int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
