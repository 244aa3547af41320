using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Verifier;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml run</c>: the quantized inference alone, without a proof.</summary>
internal sealed class RunCommand(Reporter reporter)
{
    private readonly Argument<string> model = new("MODEL.zkml") { Description = "The compiled model." };
    private readonly Option<string[]> input = SampleOptions.RequiredInputs();
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
        var graph = loaded.Graph;
        var samples = TensorOptions.Samples(parsed.GetRequiredValue(input), graph.Inputs, graph.Outputs);
        var codes = TensorOptions.Codes(samples, parsed.GetValue(index), 1, graph.Inputs)[0];
        var results = GraphExecutor.Run(graph, [.. graph.Inputs.Select((value, k) => new IntegerTensor(value.Type.Shape, codes[k]))]);
        var report = new OutputReport([.. results.Select((result, k) => new PublicTensor(graph.Outputs[k], result.Data, 1))], 1);
        report.Print(reporter, "output");
        return reporter.Finish(new JsonObject { ["modelHash"] = loaded.ModelHash, ["output"] = report.ToJson(0) });
    }
}
