using System.CommandLine;
using System.Diagnostics;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml verify</c>: checks a proof, and that it is about the expected model, input and output.</summary>
internal sealed class VerifyCommand(Reporter reporter)
{
    private readonly Argument<string> proof = new("PROOF") { Description = "The proof file." };
    private readonly Option<string> key = new("--key") { Description = "The verifying key.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> modelHash = new("--model-hash") { Description = "The model hash that you expect.", HelpName = "HEX" };
    private readonly Option<string?> input = SampleOptions.OptionalInput("The input that you expect, as for prove.");
    private readonly Option<int> index = SampleOptions.Index();
    private readonly Option<string?> output = new("--output") { Description = "The output that you expect: integers, or floats for their nearest codes.", HelpName = "FILE" };

    public Command Create()
    {
        var command = new Command("verify", "Check a proof; exit code 0 accepts, 1 rejects.") { proof, key, modelHash, input, index, output };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var bytes = InputPath.Read(parsed.GetRequiredValue(proof), "proof");
        var expectedHash = parsed.GetValue(modelHash) is { } hex ? Convert.ToHexStringLower(HexText.Bytes(hex, Fr.ByteLength, "--model-hash")) : null;
        var prepared = reporter.Step("checking the key", () => KeyFile.Load(parsed.GetRequiredValue(key)));
        var (inputTensor, outputTensor) = (PublicTensors.Input(prepared.Key), PublicTensors.Output(prepared.Key));
        var sample = parsed.GetValue(index);
        var expected = new ExpectedStatement(
            expectedHash,
            parsed.GetValue(input) is { } inputPath ? SampleFile.Codes(inputPath, sample, inputTensor) : null,
            parsed.GetValue(output) is { } outputPath ? ExpectedOutput.Codes(outputPath, sample, outputTensor) : null);
        KeyFile.WarnAbout(prepared.Key, reporter);
        var watch = Stopwatch.StartNew();
        var envelope = ProofCodec.TryDecode(bytes, prepared.Core, out var rejection);
        if (envelope is not null) rejection = prepared.Verify(envelope.Statement, envelope.Proof);
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        if (envelope is not null) rejection ??= expected.Compare(prepared.ModelHash, envelope.Statement);
        var result = rejection is null ? new InferenceOutput(outputTensor, envelope!.Statement.Outputs[0]) : null;
        return new VerifyReport(reporter, prepared, milliseconds, bytes.Length).Finish(rejection, envelope, result);
    }
}
