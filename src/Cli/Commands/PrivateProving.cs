using System.Diagnostics;
using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml prove --private</c>: a hiding proof, which stays with its prover until <c>zkml wrap</c> has wrapped it.</summary>
internal sealed class PrivateProving(Reporter reporter, ProvingModel model, Visibility visibility)
{
    public int Run(long[][][] samples, Fr context, string path)
    {
        var watch = Stopwatch.StartNew();
        var proof = reporter.Step("proving", () => new HidingProver(model, visibility, samples.Length).Prove(samples, context, cancellation: reporter.Cancellation));
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        var bytes = HidingProofCodec.Encode(new HidingProofFile(proof, visibility));
        using var files = new FileSet();
        files.AddSecret(path, bytes);
        files.Commit();
        reporter.Warn($"'{path}' is SECRET: it tells about weights and sealed tensors. Show nobody but zkml wrap, and delete it afterwards.");
        return Finish(proof, milliseconds, bytes.Length, path);
    }

    private int Finish(HidingProof proof, double milliseconds, int size, string path)
    {
        var peak = ProcessMemory.Peak();
        var json = new JsonObject
        {
            ["proveMs"] = Figures.Json(milliseconds),
            ["proofBytes"] = size,
            ["peakMemoryBytes"] = peak,
            ["modelHash"] = model.ModelHash,
            ["private"] = true,
            ["sealed"] = Sealing.ToJson(visibility),
            ["samples"] = proof.Key.Samples,
        };
        if (visibility.SealOutputs) reporter.Line("The outputs are sealed; zkml run shows them to you.");
        else AddOutput(proof, json);
        reporter.Line($"proved in {Figures.Milliseconds(milliseconds)}, sealed: {Sealing.Describe(visibility)}");
        reporter.Line($"secret proof {path} ({Figures.Bytes(size)}), peak memory {Figures.Bytes(peak)}; next: zkml wrap");
        return reporter.Finish(json);
    }

    private void AddOutput(HidingProof proof, JsonObject json)
    {
        var result = new OutputReport(PublicTensors.Shown(model.Graph.Outputs, proof.Statement, proof.Key.Samples), proof.Key.Samples);
        result.Print(reporter, "output");
        result.AddTo(json);
    }
}
