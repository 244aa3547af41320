using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Algebra.Setup;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Onnx.Folding;
using Zkml.Prover.Compilation;
using Zkml.Verifier;

namespace Zkml.Cli.Commands;

/// <summary>
/// <c>zkml audit</c>: does this key stand for this network? Compiles the network again, with the chunk size of the key,
/// and compares model hashes. Constants that the publisher kept beside quantization.json are computed again, too.
/// </summary>
internal sealed class AuditCommand(Reporter reporter)
{
    private readonly SourceOptions source = new();
    private readonly Option<string> quantization = new("--quantization") { Description = "The publisher's quantization.json.", Required = true, HelpName = "FILE" };
    private readonly Option<string> key = new("--key") { Description = "The verifying key in question.", Required = true, HelpName = "FILE" };

    public Command Create()
    {
        var command = new Command("audit", "Compile a network again and check that a verifying key stands for it.") { quantization, key };
        source.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var prepared = KeyFile.Load(parsed.GetRequiredValue(key));
        KeyFile.WarnAbout(prepared.Key, reporter);
        var srs = LoadSrs(prepared.Key, parsed.GetValue(source.Srs));
        if (srs is not null && srs.G2Tau != prepared.Key.G2Tau)
        {
            return Finish(prepared.ModelHash, null, "the key is under another SRS than --srs");
        }
        QuantizedSource quantized;
        try
        {
            quantized = reporter.Step("importing and quantizing", () => Quantize(parsed, prepared.Key));
        }
        catch (Exception e) when (FoldingMismatchException.In(e) is { } mismatch)
        {
            return Finish(prepared.ModelHash, null, mismatch.Message);
        }
        if (!IsSameCircuit(quantized, prepared.Key))
        {
            return Finish(prepared.ModelHash, null, "the circuits differ: another network, quantization.json, --softmax or version of zkml");
        }
        var seed = parsed.GetValue(source.Seed) is { } text ? HexText.Bytes(text, ParameterBlinding.SeedLength, "--seed") : null;
        var options = new CompileOptions { BlindingSeed = seed, ChunkBits = prepared.Key.ChunkBits, WithCertificate = false };
        var compiled = reporter.Step("compiling", progress => ModelCompiler.Compile(quantized.Model.Graph, srs, options, progress, cancellation: reporter.Cancellation));
        return Finish(prepared.ModelHash, compiled.ModelHash, Difference(compiled, prepared, seed is not null));
    }

    private Srs? LoadSrs(VerifyingKey verifyingKey, string? path)
    {
        if (path is not null) return SrsSource.Load(path, reporter);
        return verifyingKey.IsDevelopment
            ? null
            : throw new BadInputException("This key is not under the development SRS: give the SRS it was compiled with (--srs FILE).");
    }

    /// <summary>Quantizes as asked, and with the Softmax kept when that is what the key has.</summary>
    private QuantizedSource Quantize(ParseResult parsed, VerifyingKey verifyingKey)
    {
        var onnx = parsed.GetRequiredValue(source.Model);
        var choice = new QuantizationChoice([], parsed.GetRequiredValue(quantization), source.Bits(parsed), parsed.GetValue(source.Softmax), ChecksConstants: true);
        var quantized = QuantizedSource.Load(onnx, choice);
        if (quantized.Model.LogitOutputs.Count == 0 || IsSameCircuit(quantized, verifyingKey)) return quantized;
        var withSoftmax = QuantizedSource.Load(onnx, choice with { Softmax = true });
        return IsSameCircuit(withSoftmax, verifyingKey) ? withSoftmax : quantized;
    }

    private static bool IsSameCircuit(QuantizedSource quantized, VerifyingKey verifyingKey)
    {
        var lowered = GraphLowering.Lower(quantized.Model.Graph, new LoweringOptions());
        return CircuitCodec.Encode(lowered.Circuit).AsSpan().SequenceEqual(CircuitCodec.Encode(verifyingKey.Circuit));
    }

    private static string? Difference(CompiledModel compiled, PreparedKey prepared, bool hasSeed)
    {
        if (compiled.ModelHash == prepared.ModelHash) return null;
        if (compiled.Key.ParameterCommitments.AsSpan().SequenceEqual(prepared.Key.ParameterCommitments))
        {
            return "circuit and weights agree, but names or scales of the inputs or outputs differ";
        }
        return hasSeed
            ? "the circuits agree, the committed weights differ: other weights, or another --seed"
            : "the circuits agree, the committed weights differ: other weights, or blinded ones, which take the publisher's --seed";
    }

    private int Finish(string expected, string? computed, string? difference)
    {
        if (difference is null) reporter.Line($"MATCH: the key stands for this network.", $"model hash {expected}");
        else reporter.Line($"MISMATCH: {difference}.", $"key's model hash        {expected}", $"this network compiles to {computed ?? "(not compiled)"}");
        var json = new JsonObject
        {
            ["accepted"] = difference is null,
            ["rejection"] = difference,
            ["modelHash"] = expected,
            ["compiledHash"] = computed,
        };
        return reporter.Finish(json, difference is null ? ExitCode.Done : ExitCode.Rejected);
    }
}
