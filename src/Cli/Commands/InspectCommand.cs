using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Inspection;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml inspect</c>: what a file holds; on a model, also whether a trace satisfies the circuit.</summary>
internal sealed class InspectCommand(Reporter reporter)
{
    private readonly Argument<string> file = new("FILE") { Description = "A model.zkml, model.vk, wrapper.vk, proof or SRS file." };
    private readonly Option<bool> check = new("--check") { Description = "Check every constraint on the trace of --input (models only)." };
    private readonly Option<string[]> input = SampleOptions.OptionalInputs("The sample files for --check, as for prove.");
    private readonly Option<int> index = SampleOptions.Index();
    private readonly Option<bool> showSeed = new("--show-seed") { Description = "Print the secret seed that blinds the weights (models only)." };

    public Command Create()
    {
        var command = new Command("inspect", "Say what a file holds.") { file, check, input, index, showSeed };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = StoredModel.FileOf(parsed.GetRequiredValue(file));
        var bytes = InputPath.Read(path, "file");
        var kind = FileKinds.Of(bytes);
        if (kind != FileKind.Model && (parsed.GetValue(check) || parsed.GetValue(showSeed)))
        {
            throw new BadInputException($"--check and --show-seed take a model file (model.zkml); '{path}' is none.");
        }
        if (parsed.GetValue(check) != parsed.GetValue(input) is { Length: > 0 }) throw new BadInputException("--check and --input belong together.");
        return kind switch
        {
            FileKind.Model => Model(parsed, path),
            FileKind.Key => reporter.Finish(KeyInspection.Report(path, reporter)),
            FileKind.Proof => reporter.Finish(ProofInspection.Report(path, bytes, reporter)),
            FileKind.Srs => reporter.Finish(SrsInspection.Report(path, reporter)),
            FileKind.WrapperKey => reporter.Finish(WrapperKeyInspection.Report(path, reporter)),
            FileKind.HidingProof or FileKind.WrappedProof => reporter.Finish(PrivateProofInspection.Report(kind, path, bytes, reporter)),
            _ => throw new BadInputException($"'{path}' is no Zkml model, key, proof or SRS file."),
        };
    }

    private int Model(ParseResult parsed, string path)
    {
        var model = reporter.Step("loading the model", () => StoredModel.Load(path));
        var inspection = new ModelInspection(model, reporter);
        var json = inspection.Report(parsed.GetValue(showSeed));
        if (!parsed.GetValue(check)) return reporter.Finish(json);
        var samples = TensorOptions.Samples(parsed.GetValue(input)!, model.Graph.Inputs, model.Graph.Outputs);
        var codes = TensorOptions.Codes(samples, parsed.GetValue(index), 1, model.Graph.Inputs)[0];
        var failures = reporter.Step("checking every constraint", () => inspection.Check(codes));
        json["check"] = new JsonObject { ["satisfied"] = failures.Count == 0, ["failures"] = Figures.Json(failures) };
        return reporter.Finish(json, failures.Count == 0 ? ExitCode.Done : ExitCode.Rejected);
    }
}
