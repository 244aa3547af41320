using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Zkml.Algebra.Threading;
using Zkml.Cli.Demonstration;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml demo</c>: the whole story on one handwritten digit.</summary>
internal sealed class DemoCommand(Reporter reporter)
{
    private const string Example = "mnist_lenet";

    private readonly Option<int> index = SampleOptions.Index();
    private readonly Option<bool> isOnChain = new("--evm") { Description = "The private way to a contract, on a local chain (anvil)." };

    public Command Create()
    {
        var command = new Command("demo", "Compile, prove and verify a digit recognizer, then try to cheat.") { index, isOnChain };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var example = ExampleModel.Find(Example);
        var sample = parsed.GetValue(index);
        if (parsed.GetValue(isOnChain)) return new ChainDemo(reporter).Run(example, sample);
        var watch = Stopwatch.StartNew();
        reporter.Line($"1. Compile {Example}: a convolutional network that reads digits.");
        var source = reporter.Step("quantizing", () => QuantizedSource.Load(example.Onnx, new QuantizationChoice(example.Calibration, null, null, false), Cpu.Default.With(reporter.Cancellation)));
        var codes = example.Codes(source.Model.Graph, sample);
        var seed = System.Security.Cryptography.RandomNumberGenerator.GetBytes(ParameterBlinding.SeedLength);
        var compiled = reporter.Step("compiling", progress => ModelCompiler.Compile(source.Model.Graph, null, new CompileOptions { BlindingSeed = seed }, progress, cancellation: reporter.Cancellation));
        var compileMs = watch.Elapsed.TotalMilliseconds;
        var report = compiled.Model.Lowered.Report;
        reporter.Line($"   {Figures.Count(report.Parameters)} parameters, {Figures.Count(report.MultiplyAccumulates)} multiply-adds, {Figures.Count(report.Lookups)} lookups; {Figures.Milliseconds(compileMs)}");
        reporter.Line($"   model hash {compiled.ModelHash}", "");
        reporter.Line("2. The provider runs the network on this image, and proves the result.");
        reporter.Line([.. DigitImage.Draw(codes[0], compiled.Model.Inputs[0].Shape)]);
        var proof = reporter.Step("proving", () => TimedProof.Make(compiled.Model, [codes], Fr.Zero));
        var digit = OutputReport.Largest(proof.Envelope.Statement.Outputs[0]);
        reporter.Line($"   The digit is {digit}. Proved in {Figures.Milliseconds(proof.TotalMs)}: {Figures.Bytes(proof.Bytes.Length)}.", "");
        return Verify(compiled, proof, digit, compileMs);
    }

    private int Verify(CompiledModel compiled, TimedProof proof, int digit, double compileMs)
    {
        var output = PublicTensors.Shown(compiled.Model.Graph.Outputs, proof.Envelope.Statement, 1);
        var prepared = compiled.Key.Prepare(out var bad) ?? throw new InvalidOperationException($"the compiled key does not check out: {bad}");
        var (honest, verifyMs) = Check(prepared, proof.Bytes);
        var keyBytes = KeyCodec.Encode(compiled.Key).Length;
        reporter.Line($"3. Anyone verifies it with the key ({Figures.Bytes(keyBytes)}), without the weights.");
        reporter.Line($"   honest proof          {Verdict(honest)} in {Figures.Milliseconds(verifyMs)}", "");
        reporter.Line("4. Cheating does not work, even with the checksum made right.");
        var (flipped, _) = Check(prepared, Tampering.FlipBodyByte(proof.Bytes, compiled.Model.Key.Verification.Plan));
        reporter.Line($"   one bit flipped       {Verdict(flipped)}");
        var (other, _) = Check(prepared, Tampering.ClaimOtherOutput(proof.Envelope));
        reporter.Line($"   \"the digit is {(digit + 1) % output[0].Size}\"      {Verdict(other)}", "");
        KeyFile.WarnAbout(compiled.Key, reporter);
        var isAsExpected = honest is null && flipped is not null && other is not null;
        return reporter.Finish(
            new JsonObject
            {
                ["accepted"] = honest is null,
                ["tamperedRejection"] = flipped?.ToString(),
                ["otherOutputRejection"] = other?.ToString(),
                ["digit"] = digit,
                ["compileMs"] = Figures.Json(compileMs),
                ["proveMs"] = Figures.Json(proof.TotalMs),
                ["verifyMs"] = Figures.Json(verifyMs),
                ["proofBytes"] = proof.Bytes.Length,
                ["keyBytes"] = keyBytes,
                ["modelHash"] = compiled.ModelHash,
                ["output"] = new OutputReport(output, 1).ToJson(0),
            },
            isAsExpected ? ExitCode.Done : ExitCode.Rejected);
    }

    private static (Rejection? Rejection, double Ms) Check(PreparedKey key, byte[] bytes)
    {
        var watch = Stopwatch.StartNew();
        var envelope = ProofCodec.TryDecode(bytes, key.Core, out var rejection);
        if (envelope is not null) rejection = key.Verify(envelope.Statement, envelope.Proof);
        return (rejection, watch.Elapsed.TotalMilliseconds);
    }

    private static string Verdict(Rejection? rejection) => rejection is null ? "ACCEPTED" : $"REJECTED ({rejection.Step}: {rejection.What})";
}
