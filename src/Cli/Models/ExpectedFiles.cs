using Zkml.Circuits.Graph;
using Zkml.Cli.Commands;
using Zkml.Cli.Failures;
using Zkml.Onnx.Files;
using Zkml.Onnx.Quantization;
using Zkml.Verifier;

namespace Zkml.Cli.Models;

/// <summary>The options that say what a proof has to be about.</summary>
internal sealed class ExpectedOptions(IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, int index, string? batch)
{
    public IReadOnlyList<string> Inputs { get; } = inputs;

    public IReadOnlyList<string> Outputs { get; } = outputs;

    public int Index { get; } = index;

    public string? Batch { get; } = batch;
}

/// <summary>The files of these options, read for one model before the proof is looked at.</summary>
internal sealed class ExpectedFiles
{
    private readonly string? modelHash;
    private readonly int index;
    private readonly int? samples;
    private readonly IReadOnlyList<GraphValue> inputTensors, outputTensors;
    private readonly SampleSet? inputs;
    private readonly OutputClaims? outputs;

    /// <summary>Reads what was given; a file that does not fit the model is bad input.</summary>
    public ExpectedFiles(string? modelHash, ExpectedOptions options, VerifyingKey key)
    {
        (this.modelHash, index) = (modelHash, options.Index);
        (inputTensors, outputTensors) = (PublicTensors.InputsOf(key), PublicTensors.OutputsOf(key));
        inputs = options.Inputs.Count == 0 ? null : TensorOptions.Samples(options.Inputs, inputTensors, outputTensors, isPartial: true);
        inputs?.Require(index, 1);
        outputs = options.Outputs.Count == 0 ? null : TensorOptions.Claims(options.Outputs, outputTensors);
        var isAll = options.Batch == BatchOption.All;
        if (isAll && inputs is null) throw new BadInputException("--batch all counts the samples of --input: give that, too.");
        samples = isAll ? inputs!.Count - index : BatchOption.Number(options.Batch);
    }

    /// <summary>What the files expect of a proof about some samples; what it does not show cannot be compared, and asking for it is bad input.</summary>
    public ExpectedStatement For(Statement statement, int proven)
    {
        RequireShown(inputs is null || statement.Inputs.Length > 0, "input");
        RequireShown(outputs is null || statement.Outputs.Length > 0, "output");
        return new ExpectedStatement
        {
            ModelHash = modelHash,
            Samples = samples,
            Inputs = [.. inputTensors.Select(t => InputCodes(t, proven))],
            Outputs = [.. outputTensors.Select(t => outputs is not null && outputs.Names.Contains(t.Name) ? outputs.Codes(t.Name, index, proven) : null)],
        };
    }

    private static void RequireShown(bool isShown, string what)
    {
        if (!isShown) throw new BadInputException($"The {what} is sealed in this proof: it shows its name only, so leave out --{what}.");
    }

    private long[]? InputCodes(GraphValue tensor, int proven)
    {
        if (inputs?.Names.Contains(tensor.Name) != true) return null;
        var count = Math.Min(proven, inputs.Count - index);
        return [.. Enumerable.Range(index, count).SelectMany(k => SampleCodes.Of(inputs, k, tensor))];
    }
}
