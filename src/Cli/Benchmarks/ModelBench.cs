using System.Diagnostics;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Benchmarks;

/// <summary>Measures one model from end to end: compile, prove in a fresh process and here, verify.</summary>
internal static class ModelBench
{
    private const int Repetitions = 7;
    private const int Processes = 3;

    public static BenchRow Measure(ExampleModel example, Action<string> progress)
    {
        var folder = Directory.CreateTempSubdirectory("zkml-bench-");
        try
        {
            progress("compiling");
            var watch = Stopwatch.StartNew();
            var source = QuantizedSource.Load(example.Onnx, new QuantizationChoice(example.Calibration, null, null, false));
            var compiled = ModelCompiler.Compile(source.Model.Graph, null, new CompileOptions { BlindingSeed = new byte[ParameterBlinding.SeedLength] }, progress);
            var compileMs = watch.Elapsed.TotalMilliseconds;
            var inputs = example.Inputs ?? ZeroInput(folder.FullName, source.Model.Graph);
            progress("proving and verifying in fresh processes");
            var cold = new ColdBench(folder.FullName, inputs, compiled, Processes);
            progress("proving");
            var codes = example.Codes(source.Model.Graph)[0];
            var proofs = WarmProofs(compiled.Model, codes);
            var precomputed = new CpuBackend(Cpu.Default, new PrecomputedBases(compiled.Model.Key.Srs.G1Powers, Cpu.Default));
            return Row(example.Name, compiled, compileMs, cold, proofs, WarmProofs(compiled.Model, codes, precomputed));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string ZeroInput(string folder, IntegerGraph graph)
    {
        var path = Path.Combine(folder, "zero.json");
        File.WriteAllBytes(path, ExampleSamples.ZeroFile(graph));
        return path;
    }

    /// <summary>One proof to warm up, then those that count.</summary>
    private static List<TimedProof> WarmProofs(ProvingModel model, long[][] codes, IComputeBackend? backend = null) =>
        [.. Enumerable.Range(0, Repetitions + 1).Select(_ => TimedProof.Make(model, [codes], Fr.Zero, backend)).Skip(1)];

    private static BenchRow Row(string name, CompiledModel compiled, double compileMs, ColdBench cold, List<TimedProof> proofs, List<TimedProof> precomputed)
    {
        var report = compiled.Model.Lowered.Report;
        return new BenchRow
        {
            Model = name,
            Parameters = report.Parameters,
            MultiplyAccumulates = report.MultiplyAccumulates,
            Lookups = report.Lookups,
            CompileMs = compileMs,
            ColdProve = cold.Prove,
            ColdVerify = cold.Verify,
            WarmProve = RunTimes.Of(proofs.Select(p => p.TotalMs)),
            PrecomputedProve = RunTimes.Of(precomputed.Select(p => p.TotalMs)),
            Verify = Verify(compiled.Key, proofs[0]),
            ProofBytes = proofs[0].Bytes.Length,
            KeyBytes = KeyCodec.Encode(compiled.Key).Length,
            PeakMemoryBytes = cold.PeakMemoryBytes,
            Stages = [.. proofs[0].Stages.Select((s, k) => (s.Name, RunTimes.Of(proofs.Select(p => p.Stages[k].DurationMs)).Median))],
        };
    }

    private static RunTimes Verify(VerifyingKey key, TimedProof proof)
    {
        // As in a service; without it a process' first pairings are portable.
        Pairing.Warm(KernelSet.Default);
        var prepared = key.Prepare(out var bad) ?? throw new InvalidOperationException($"the compiled key does not check out: {bad}");
        return RunTimes.Of(Enumerable.Range(0, Repetitions + 1).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            var envelope = ProofCodec.TryDecode(proof.Bytes, prepared.Core, out var rejection);
            if (envelope is not null) rejection = prepared.Verify(envelope.Statement, envelope.Proof);
            if (rejection is not null) throw new InvalidOperationException($"an honest proof was rejected: {rejection}");
            return watch.Elapsed.TotalMilliseconds;
        }).ToList().Skip(1));
    }
}
