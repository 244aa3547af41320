using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;

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
    private readonly Option<string?> trace = new("--trace") { Description = "Write the stages as Chrome trace events.", HelpName = "FILE" };

    public Command Create()
    {
        var command = new Command("prove", "Run the network on a sample or a batch, and prove the result.") { model, input, index, batch, output, context, trace };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var (proofPath, tracePath) = (parsed.GetRequiredValue(output), parsed.GetValue(trace));
        var bound = HexText.Scalar(parsed.GetValue(context), "--context");
        FileSet.RequireWritable(proofPath);
        if (tracePath is not null) FileSet.RequireWritable(tracePath);
        // Assembling the kernels takes as long as loading: do both at once.
        _ = Task.Run(Algebra.Kernels.KernelSupport.Prepare);
        var loaded = reporter.Step("loading the model", () => StoredModel.Load(parsed.GetRequiredValue(model)));
        var samples = BatchOption.Samples(parsed.GetValue(batch), parsed.GetRequiredValue(input), parsed.GetValue(index), PublicTensors.Input(loaded));
        var proof = reporter.Step("proving", () => TimedProof.Make(loaded, samples, bound));
        using var files = new FileSet();
        files.Add(proofPath, proof.Bytes);
        if (tracePath is not null) files.Add(tracePath, proof.ToTraceEvents());
        files.Commit();
        var result = new BatchOutput(PublicTensors.Output(loaded), proof.Envelope);
        return Finish(proof, result, loaded.ModelHash, proofPath);
    }

    private int Finish(TimedProof proof, BatchOutput result, string modelHash, string path)
    {
        var peak = PeakMemory();
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
        };
        result.AddTo(json);
        return reporter.Finish(json);
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
