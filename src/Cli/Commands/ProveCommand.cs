using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Verifier;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml prove</c>: runs the network on one sample or a batch, and proves what came out.</summary>
internal sealed class ProveCommand(Reporter reporter)
{
    private readonly Argument<string> model = new("MODEL.zkml") { Description = "The compiled model." };
    private readonly Option<string[]> input = SampleOptions.RequiredInputs();
    private readonly Option<int> index = SampleOptions.Index();
    private readonly Option<string?> batch = BatchOption.Create("Prove N samples, from --index on, in one proof; 'all' that follow.");
    private readonly Option<string> output = new("--out") { Description = "The proof file to write.", Required = true, HelpName = "PROOF" };
    private readonly Option<string?> context = new("--context") { Description = "A number that the proof is bound to: a request id, an address.", HelpName = "HEX" };
    private readonly Option<bool> isPrivate = new("--private") { Description = "Make a hiding proof, to be wrapped (zkml wrap). The file is SECRET until then." };
    private readonly Option<string?> seal = new("--seal") { Description = "With --private: what is committed instead of shown: all inputs (default), all outputs or both." };
    private readonly Option<string?> trace = new("--trace") { Description = "Write the stages as Chrome trace events.", HelpName = "FILE" };
    private readonly Option<int?> threads = ThreadsOption.Create();

    public Command Create()
    {
        seal.AcceptOnlyFromAmong(Sealing.Input, Sealing.Output, Sealing.Both);
        var command = new Command("prove", "Run the network on a sample or a batch, and prove the result.") { model, input, index, batch, output, context, trace, isPrivate, seal, threads };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var (proofPath, tracePath) = (parsed.GetRequiredValue(output), parsed.GetValue(trace));
        var visibility = Visibility(parsed);
        var bound = HexText.Scalar(parsed.GetValue(context), "--context");
        var backend = ThreadsOption.Backend(parsed.GetValue(threads));
        FileSet.RequireWritable(proofPath);
        if (tracePath is not null) FileSet.RequireWritable(tracePath);
        // Assembling the kernels takes as long as loading: do both at once.
        _ = Task.Run(KernelSet.Default.Warm);
        var loaded = reporter.Step("loading the model", () => StoredModel.Load(parsed.GetRequiredValue(model), backend, reporter.Cancellation));
        var files = TensorOptions.Samples(parsed.GetRequiredValue(input), loaded.Graph.Inputs, loaded.Graph.Outputs);
        var samples = BatchOption.Samples(parsed.GetValue(batch), files, parsed.GetValue(index), loaded.Graph.Inputs);
        if (visibility is not null) return new PrivateProving(reporter, loaded, visibility).Run(samples, bound, proofPath);
        var proof = reporter.Step("proving", () => TimedProof.Make(loaded, samples, bound, backend, reporter.Cancellation));
        using var written = new FileSet();
        written.Add(proofPath, proof.Bytes);
        if (tracePath is not null) written.Add(tracePath, proof.ToTraceEvents());
        written.Commit();
        var result = new OutputReport(PublicTensors.Shown(loaded.Graph.Outputs, proof.Envelope.Statement, samples.Length), samples.Length);
        return Finish(proof, result, loaded.ModelHash, proofPath);
    }

    private int Finish(TimedProof proof, OutputReport result, string modelHash, string path)
    {
        var peak = ProcessMemory.Peak();
        result.Print(reporter, "output");
        var table = FigureTable.Of($"proved in {Figures.Milliseconds(proof.TotalMs)}", "stage", "time");
        foreach (var stage in proof.Stages) table.Row(stage.Name, Figures.Milliseconds(stage.DurationMs));
        reporter.Table(table);
        if (result.Samples > 1) reporter.Line($"{result.Samples} samples, {Figures.Milliseconds(proof.TotalMs / result.Samples)} each");
        reporter.Line($"proof {path} ({Figures.Bytes(proof.Bytes.Length)}), peak memory {Figures.Bytes(peak)}");
        var json = new JsonObject
        {
            ["proveMs"] = Figures.Json(proof.TotalMs),
            ["stagesMs"] = proof.StagesToJson(),
            ["proofBytes"] = proof.Bytes.Length,
            ["peakMemoryBytes"] = peak,
            ["modelHash"] = modelHash,
            ["private"] = false,
        };
        result.AddTo(json);
        return reporter.Finish(json);
    }

    /// <summary>What a hiding proof shows; null for a plain one.</summary>
    private Visibility? Visibility(ParseResult parsed)
    {
        var chosen = parsed.GetValue(seal);
        if (parsed.GetValue(isPrivate))
        {
            if (parsed.GetValue(trace) is not null) throw new BadInputException("--trace is for plain proofs: leave it out with --private.");
            return Sealing.Of(chosen);
        }
        return chosen is null ? null : throw new BadInputException("--seal belongs to --private: a plain proof shows everything.");
    }
}
