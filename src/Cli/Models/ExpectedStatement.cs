using Zkml.Cli.Commands;
using Zkml.Cli.Failures;
using Zkml.Onnx.Quantization;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Models;

/// <summary>The files and options that say what a proof has to be about.</summary>
internal sealed record ExpectedFiles(IReadOnlyList<string> Inputs, string? Output, int Index, string? Batch);

/// <summary>What the user wants a proof to be about; null where anything will do.</summary>
internal sealed record ExpectedStatement(string? ModelHash, SampleList? Inputs, ExpectedOutput? Output, int Index, int? Samples)
{
    /// <summary>Reads what was given; a file that does not fit the model is bad input.</summary>
    public static ExpectedStatement Read(string? modelHash, ExpectedFiles files, VerifyingKey key)
    {
        var inputs = files.Inputs.Count == 0 ? null : new SampleList(files.Inputs, PublicTensors.Input(key).Type.Shape);
        inputs?.Require(files.Index, 1);
        if (files.Batch == BatchOption.All && inputs is null) throw new BadInputException("--batch all counts the samples of --input: give that, too.");
        return new ExpectedStatement(
            modelHash,
            inputs,
            files.Output is null ? null : ExpectedOutput.Read(files.Output, PublicTensors.Output(key)),
            files.Index,
            files.Batch == BatchOption.All ? inputs!.Count - files.Index : BatchOption.Number(files.Batch));
    }

    /// <summary>Null when a proven statement is the expected one.</summary>
    public Rejection? Compare(PreparedKey key, ProofEnvelope envelope) =>
        Compare(key.Key, key.ModelHash, envelope.Statement, envelope.Samples);

    /// <summary>As above; what the statement does not show cannot be compared, and asking for it is bad input.</summary>
    public Rejection? Compare(VerifyingKey key, string modelHash, Statement statement, int proven)
    {
        if (ModelHash is not null && ModelHash != modelHash)
        {
            return new Rejection(Step.Statement, "the key is for another model than --model-hash", -1, ModelHash, modelHash);
        }
        RequireShown(Inputs is null || statement.Inputs.Length > 0, "input");
        RequireShown(Output is null || statement.Outputs.Length > 0, "output");
        if (Samples is { } samples && samples != proven) return OtherNumber(samples, proven);
        if (Inputs is not null && Inputs.Count - Index < proven) return OtherNumber(Inputs.Count - Index, proven);
        if (Output?.SamplesFrom(Index, proven) is { } rows && rows < proven) return OtherNumber(rows, proven);
        return Compare("input", InputCodes(key, proven), statement.Inputs, proven)
            ?? Compare("output", Output?.Codes(Index, proven), statement.Outputs, proven);
    }

    private static void RequireShown(bool isShown, string what)
    {
        if (!isShown) throw new BadInputException($"The {what} is sealed in this proof: it shows its name only, so leave out --{what}.");
    }

    private long[]? InputCodes(VerifyingKey key, int samples)
    {
        if (Inputs is null) return null;
        var tensor = PublicTensors.Input(key);
        return [.. Enumerable.Range(Index, samples).SelectMany(k => QuantizedModel.Encode(tensor, Inputs[k]).Data)];
    }

    private static Rejection OtherNumber(int expected, int proven) =>
        new(Step.Statement, "the proof is about another number of samples", -1, $"{expected}", $"{proven}");

    private static Rejection? Compare(string what, long[]? expected, long[][] shown, int samples)
    {
        if (expected is null) return null;
        var proven = shown[0];
        for (var k = 0; k < proven.Length; k++)
        {
            if (proven[k] == expected[k]) continue;
            var size = proven.Length / samples;
            var where = samples == 1 ? "" : $" of sample {k / size}";
            return new Rejection(Step.Statement, $"the proof is about another {what}{where}", k % size, $"{expected[k]}", $"{proven[k]}");
        }
        return null;
    }
}
