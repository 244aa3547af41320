using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml run</c>: the quantized inference alone, without a proof.</summary>
internal sealed class RunCommand(Reporter reporter)
{
    private readonly Argument<string> model = new("MODEL.zkml") { Description = "The compiled model." };
    private readonly Option<string> input = SampleOptions.RequiredInput();
    private readonly Option<int> index = SampleOptions.Index();

    public Command Create()
    {
        var command = new Command("run", "Run the quantized network on a sample, without a proof.") { model, input, index };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var loaded = reporter.Step("loading the model", () => StoredModel.Load(parsed.GetRequiredValue(model)));
        var tensor = PublicTensors.Input(loaded);
        var codes = SampleFile.Codes(parsed.GetRequiredValue(input), parsed.GetValue(index), tensor);
        var result = GraphExecutor.Run(loaded.Graph, [new IntegerTensor(tensor.Type.Shape, codes)])[0];
        var output = new InferenceOutput(PublicTensors.Output(loaded), result.Data);
        output.Print(reporter, "output");
        return reporter.Finish(new JsonObject { ["modelHash"] = loaded.ModelHash, ["output"] = output.ToJson() });
    }
}
