using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Onnx.Files;
using Zkml.Onnx.Quantization;
using Zkml.Prover.Compilation;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml evaluate</c>: how close the quantized network is to reference outputs, and to labels.</summary>
internal sealed class EvaluateCommand(Reporter reporter)
{
    private readonly Argument<string> model = new("MODEL.zkml") { Description = "The compiled model." };
    private readonly Option<string[]> inputs = SampleOptions.RequiredInputs("--inputs");
    private readonly Option<string[]> reference = new("--reference")
    {
        Description = "Reference outputs, one row per sample; NAME=FILE for one of several outputs. May be repeated.",
        Required = true,
        HelpName = SampleOptions.FileOrNamed,
    };

    private readonly Option<string?> labels = new("--labels") { Description = "Labels (integers), one per sample; NAME=FILE says of which output.", HelpName = SampleOptions.FileOrNamed };

    public Command Create()
    {
        var command = new Command("evaluate", "Compare the quantized network with reference outputs.") { model, inputs, reference, labels };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = StoredModel.FileOf(parsed.GetRequiredValue(model));
        var loaded = reporter.Step("loading the model", () => StoredModel.Load(path));
        var graph = loaded.Graph;
        var samples = TensorOptions.Samples(parsed.GetRequiredValue(inputs), graph.Inputs, graph.Outputs);
        var references = TensorOptions.References(parsed.GetRequiredValue(reference), graph.Outputs);
        var labelled = parsed.GetValue(labels) is { } text ? Labels(text, graph.Outputs) : null;
        try
        {
            var report = reporter.Step($"running {samples.Count} samples", () => Evaluator.Evaluate(Quantized(loaded, path), samples, references, labelled, cancellation: reporter.Cancellation));
            return Finish(report, graph.Outputs);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"The files do not belong together: {e.Message}", e);
        }
    }

    private static Dictionary<string, long[]> Labels(string text, IReadOnlyList<GraphValue> outputs)
    {
        var (path, output) = TensorOptions.One(text, outputs, "--labels");
        InputPath.Require(path, "label file");
        return new Dictionary<string, long[]> { [output.Name] = FailureMessage.Naming(path, () => NpyFile.ReadLong(path)).Data };
    }

    /// <summary>The stored graph, with the record beside it of which outputs are logits.</summary>
    private QuantizedModel Quantized(ProvingModel loaded, string path)
    {
        var logits = CompileRecord.LogitsOf(path, loaded.ModelHash);
        if (logits is null) reporter.Note($"no {CompileRecord.Name} of this model beside it: outputs are compared as they are, even where a final Softmax was dropped.");
        return new QuantizedModel { Graph = loaded.Graph, Bits = 0, LogitOutputs = logits ?? new HashSet<string>(), Notes = [], Layers = [] };
    }

    private int Finish(EvaluationReport report, IReadOnlyList<GraphValue> outputs)
    {
        var missing = outputs.Select(o => o.Name).Except(report.Outputs.Select(o => o.Key)).ToList();
        if (missing.Count > 0) reporter.Note($"no reference for {string.Join(", ", missing.Select(m => $"'{m}'"))}: not compared.");
        reporter.Facts(null, [("samples", $"{report.Samples}"), .. AccuracyFigures.Facts(report, "same decision as the reference")]);
        var json = new JsonObject();
        AccuracyFigures.AddTo(json, report);
        return reporter.Finish(json);
    }
}
