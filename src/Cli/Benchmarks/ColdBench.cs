using Zkml.Cli.Files;
using Zkml.Prover.Compilation;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Benchmarks;

/// <summary>Proves and verifies in fresh processes, several times: what <c>zkml prove</c> and <c>zkml verify</c> take.</summary>
internal sealed class ColdBench
{
    public ColdBench(string folder, string inputs, CompiledModel compiled, int processes)
    {
        string model = Path.Combine(folder, StoredModel.Name), key = Path.Combine(folder, "model.vk"), proof = Path.Combine(folder, "proof");
        FileSet.Write(model, ModelFile.Encode(compiled.Model));
        FileSet.Write(key, KeyCodec.Encode(compiled.Key));
        var proofs = Runs(processes, "prove", model, "--input", inputs, "--out", proof);
        Prove = Times(proofs, "proveMs");
        Verify = Times(Runs(processes, "verify", proof, "--key", key, "--input", inputs), "verifyMs");
        PeakMemoryBytes = proofs.Count == 0 ? null : proofs.Max(p => p.Json["peakMemoryBytes"]!.GetValue<long>());
    }

    public ColdTimes? Prove { get; }

    public ColdTimes? Verify { get; }

    public long? PeakMemoryBytes { get; }

    private static List<FreshProcess> Runs(int count, params string[] arguments) =>
        [.. Enumerable.Range(0, count).Select(_ => FreshProcess.Run([.. arguments, "--json", "--quiet"])).OfType<FreshProcess>()];

    private static ColdTimes? Times(List<FreshProcess> runs, string key) => runs.Count == 0 ? null : new ColdTimes(
        RunTimes.Of(runs.Select(r => r.Json[key]!.GetValue<double>())).Median, RunTimes.Of(runs.Select(r => r.WallMs)).Median);
}
