using System.CommandLine;
using System.Diagnostics;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml verify</c>: checks a proof, and that it is about the expected model, input and output.</summary>
internal sealed class VerifyCommand(Reporter reporter)
{
    private readonly Argument<string> proof = new("PROOF") { Description = "The proof file." };
    private readonly Option<string> key = new("--key") { Description = "The verifying key; for a wrapped proof the wrapper key.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> modelHash = new("--model-hash") { Description = "The model hash that you expect.", HelpName = "HEX" };
    private readonly Option<string[]> input = SampleOptions.OptionalInputs("The inputs that you expect, as for prove, all or some.");
    private readonly Option<int> index = SampleOptions.Index();
    private readonly Option<string?> batch = BatchOption.Create("The number of samples that you expect; 'all' of the input file, from --index on.");
    private readonly Option<string[]> output = SampleOptions.OptionalInputs("The outputs that you expect, all or some: integers, or floats for their nearest codes.", "--output");

    public Command Create()
    {
        var command = new Command("verify", "Check a proof; exit code 0 accepts, 1 rejects.") { proof, key, modelHash, input, index, batch, output };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var bytes = InputPath.Read(parsed.GetRequiredValue(proof), "proof");
        var expectedHash = parsed.GetValue(modelHash) is { } hex ? Convert.ToHexStringLower(HexText.Bytes(hex, Fr.ByteLength, "--model-hash")) : null;
        if (WrappedProofCodec.Frame.Matches(bytes)) return new WrappedVerification(reporter, parsed.GetRequiredValue(key)).Run(bytes, expectedHash, Request(parsed));
        RequirePlainKey(parsed.GetRequiredValue(key), bytes);
        var prepared = reporter.Step("checking the key", () => KeyFile.Load(parsed.GetRequiredValue(key)));
        var expected = new ExpectedFiles(expectedHash, Request(parsed), prepared.Key);
        KeyFile.WarnAbout(prepared.Key, reporter);
        var watch = Stopwatch.StartNew();
        var rejection = prepared.Verify(bytes, out var envelope);
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        var compared = rejection is null ? expected.For(envelope!.Statement, envelope.Samples) : null;
        rejection ??= compared!.Compare(prepared.Key, prepared.ModelHash, envelope!.Statement, envelope.Samples);
        return new VerifyReport(reporter, prepared, compared, milliseconds, bytes.Length).Finish(rejection, envelope);
    }

    private static void RequirePlainKey(string path, byte[] proof)
    {
        if (HidingProofCodec.Frame.Matches(proof)) throw new BadInputException("This is a SECRET hiding proof, which nobody but its prover verifies: wrap it (zkml wrap) and verify what comes out.");
        if (WrapperKeySource.IsOne(path)) throw new BadInputException($"'{path}' is a wrapper key, and the proof is not a wrapped one: give the model's verifying key.");
    }

    private ExpectedOptions Request(ParseResult parsed) => new(
        parsed.GetValue(input) ?? [], parsed.GetValue(output) ?? [], parsed.GetValue(index), parsed.GetValue(batch));
}
