using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Folding;
using Zkml.Prover.Compilation;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml compile</c>: from an ONNX model to the provider's model file and the public verifying key.</summary>
internal sealed class CompileCommand(Reporter reporter)
{
    private readonly SourceOptions source = new();
    private readonly Option<string> output = new("--out") { Description = "Folder for model.zkml, model.vk, quantization.json, compile.json.", Required = true, HelpName = "DIR" };
    private readonly Option<string[]> calibration = SampleOptions.OptionalInputs("Sample inputs that decide the ranges, as for prove.", "--calibration");
    private readonly Option<string?> quantization = new("--quantization") { Description = "The ranges of an earlier compilation, with the folded.bin beside it if there is one.", HelpName = "FILE" };
    private readonly Option<string> weights = new("--weights") { Description = "Whether commitments hide the weights.", DefaultValueFactory = _ => "private" };
    private readonly Option<bool> noCertificate = new("--no-certificate") { Description = "Leave out the proof that all parameters are in range." };
    private readonly Option<int?> chunkBits = new("--chunk-bits") { Description = "log2 of a commitment chunk; chosen by size without it.", HelpName = "N" };
    private readonly Option<int> batch = new("--batch") { Description = "Choose the chunk for proofs of N samples; any model proves any number.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private readonly Option<bool> chain = new("--chain") { Description = "For proofs on a chain: one commitment each for weights, witness and input; no certificate, which would leak small columns." };
    private readonly Option<bool> certificate = new("--certificate") { Description = "With --chain: prove all the same that all parameters are in range." };
    private readonly Option<int?> threads = ThreadsOption.Create();

    public Command Create()
    {
        weights.AcceptOnlyFromAmong("private", "public");
        var command = new Command("compile", "Quantize and compile an ONNX model; writes the model and its verifying key.") { output, calibration, quantization, weights, noCertificate, chunkBits, batch, chain, certificate, threads };
        source.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var watch = Stopwatch.StartNew();
        var choice = new QuantizationChoice(
            parsed.GetValue(calibration) ?? [], parsed.GetValue(quantization), source.Bits(parsed), parsed.GetValue(source.Softmax));
        if (choice is { Calibration.Count: > 0, Quantization: not null })
        {
            throw new BadInputException("Give --calibration or --quantization, not both: the latter holds the ranges that the former decides.");
        }
        var options = new CompileOptions
        {
            BlindingSeed = Seed(parsed),
            ChunkBits = parsed.GetValue(chunkBits),
            Samples = parsed.GetValue(batch),
            ForChain = parsed.GetValue(chain),
            WithCertificate = WithCertificate(parsed),
        };
        CompileLimits.RequireChunkBits(options.ChunkBits);
        CompileLimits.RequireOneChunkChoice(options);
        CompileLimits.RequireSamples(options);
        var backend = ThreadsOption.Backend(parsed.GetValue(threads));
        var cpu = backend.Cpu.With(reporter.Cancellation);
        using var folder = OutputFolder.Open(parsed.GetRequiredValue(output));
        var onnx = parsed.GetRequiredValue(source.Model);
        var quantized = reporter.Step("importing and quantizing", () => QuantizedSource.Load(onnx, choice, cpu));
        foreach (var warning in quantized.Warnings) reporter.Warn(warning);
        var srs = SrsSource.Load(parsed.GetValue(source.Srs), reporter);
        var compiled = reporter.Step("compiling", progress => FailureMessage.Naming(
            onnx, () => ModelCompiler.Compile(quantized.Model.Graph, srs, options, progress, backend, reporter.Cancellation)));
        var accuracy = reporter.Step("comparing with the float model", () => CalibrationAccuracy.Measure(quantized, cpu));
        Save(folder, quantized, compiled);
        return new CompileReport(reporter, quantized, compiled, accuracy, watch.Elapsed.TotalSeconds).Finish(folder.Path);
    }

    /// <summary>On a chain it is left out unless asked for: its values give small columns away (docs/soundness.md §8).</summary>
    private bool WithCertificate(ParseResult parsed)
    {
        var (isWanted, isUnwanted) = (parsed.GetValue(certificate), parsed.GetValue(noCertificate));
        if (isWanted && isUnwanted) throw new BadInputException("Give --certificate or --no-certificate, not both.");
        return isWanted || !(isUnwanted || parsed.GetValue(chain));
    }

    private byte[]? Seed(ParseResult parsed)
    {
        var text = parsed.GetValue(source.Seed);
        var isPublic = parsed.GetValue(weights) == "public";
        if (isPublic && text is not null) throw new BadInputException("--seed hides weights; leave it out with --weights public.");
        if (isPublic) return null;
        return text is null
            ? RandomNumberGenerator.GetBytes(ParameterBlinding.SeedLength)
            : HexText.Bytes(text, ParameterBlinding.SeedLength, "--seed");
    }

    private static void Save(OutputFolder folder, QuantizedSource quantized, CompiledModel compiled)
    {
        using var files = new FileSet();
        files.Add(folder.PathOf(StoredModel.Name), ModelFile.Encode(compiled.Model));
        files.Add(folder.PathOf(KeyFile.Name), KeyCodec.Encode(compiled.Key));
        files.Add(folder.PathOf("quantization.json"), QuantizationFile.ToBytes(quantized.Parameters));
        if (!quantized.Folded.IsEmpty) files.Add(folder.PathOf(FoldedTensors.FileName), FoldedFile.ToBytes(quantized.Folded));
        files.Add(folder.PathOf(CompileRecord.Name), CompileRecord.Of(quantized, compiled).ToBytes());
        files.Commit();
        folder.Keep();
    }
}
