using System.CommandLine;
using System.Text.Json.Nodes;
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
    private readonly Option<string> inputs = new("--inputs") { Description = "Sample inputs.", Required = true, HelpName = "FILE" };
    private readonly Option<string> reference = new("--reference") { Description = "Reference outputs, one row per sample.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> labels = new("--labels") { Description = "Labels (int64), one per sample.", HelpName = "FILE" };

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
        PublicTensors.Output(loaded);
        var samples = SampleFile.Load(parsed.GetRequiredValue(inputs), PublicTensors.Input(loaded).Type.Shape);
        var expected = Read(parsed.GetRequiredValue(reference), "reference", NpyFile.ReadFloat);
        var labelled = parsed.GetValue(labels) is { } file ? Read(file, "label file", NpyFile.ReadLong) : null;
        try
        {
            var report = reporter.Step($"running {samples.Count} samples", () => Evaluator.Evaluate(Quantized(loaded, path), samples, expected, labelled));
            return Finish(report);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"The files do not belong together: {e.Message}", e);
        }
    }

    private static T Read<T>(string path, string what, Func<string, T> read)
    {
        InputPath.Require(path, what);
        return FailureMessage.Naming(path, () => read(path));
    }

    /// <summary>The stored graph, with the record beside it of which outputs are logits.</summary>
    private QuantizedModel Quantized(ProvingModel loaded, string path)
    {
        var logits = CompileRecord.LogitsOf(path, loaded.ModelHash);
        if (logits is null) reporter.Note($"no {CompileRecord.Name} of this model beside it: outputs are compared as they are, even where a final Softmax was dropped.");
        return new QuantizedModel { Graph = loaded.Graph, Bits = 0, LogitOutputs = logits ?? new HashSet<string>(), Notes = [], Layers = [] };
    }

    private int Finish(AccuracyReport report)
    {
        var facts = new List<(string, string)>
        {
            ("samples", $"{report.Samples}"),
            ("same decision as the reference", Figures.Percent(report.Top1Agreement)),
            ("largest error", $"{Figures.Real(report.MaxAbsError)} ({Figures.Percent(report.RelativeMaxError)} of the output range {Figures.Real(report.OutputRange)})"),
            ("mean error", Figures.Real(report.MeanAbsError)),
        };
        if (report.Accuracy is { } own) facts.Add(("accuracy", $"{Figures.Percent(own)} (reference {Figures.Percent(report.ReferenceAccuracy ?? 0)})"));
        reporter.Facts(null, facts);
        return reporter.Finish(new JsonObject
        {
            ["samples"] = report.Samples,
            ["top1Agreement"] = Figures.Json(report.Top1Agreement),
            ["accuracy"] = report.Accuracy is { } accuracy ? Figures.Json(accuracy) : null,
            ["referenceAccuracy"] = report.ReferenceAccuracy is { } referenceAccuracy ? Figures.Json(referenceAccuracy) : null,
            ["maxAbsError"] = Figures.Json(report.MaxAbsError),
            ["meanAbsError"] = Figures.Json(report.MeanAbsError),
            ["outputRange"] = Figures.Json(report.OutputRange),
        });
    }
}
