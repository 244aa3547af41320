using System.Collections.Concurrent;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Quantization;
using Zkml.Prover.Compilation;
using Zkml.Verifier;

namespace Zkml.Wrapper.Tests;

/// <summary>A compiled example model with its samples as integer codes.</summary>
internal sealed record ExampleModel(CompiledModel Model, long[][] Samples)
{
    /// <summary>A prover of hiding proofs with the input sealed and the output shown.</summary>
    public HidingProver Hiding(int samples = 1) => new(Model.Model, Visibility.Default, samples);

    /// <summary>A hiding proof about the first samples.</summary>
    public HidingProof Prove(int samples = 1, long context = 7) =>
        Hiding(samples).Prove([.. Samples.Take(samples).Select(s => new[] { s })], Fr.FromInt64(context));
}

/// <summary>The trained models of examples/, compiled for a chain: one chunk for each committed polynomial.</summary>
internal static class ExampleModels
{
    private static readonly ConcurrentDictionary<(string, int), Lazy<ExampleModel>> Compiled = new();

    public static ExampleModel Get(string name, int chunkBits) =>
        Compiled.GetOrAdd((name, chunkBits), key => new(() => Compile(key.Item1, key.Item2, null))).Value;

    /// <summary>Compiles under a given SRS; null for the development string.</summary>
    public static ExampleModel Compile(string name, int chunkBits, Zkml.Algebra.Setup.Srs? srs)
    {
        var folder = Path.Combine(RepositoryRoot(), "examples", name);
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(Path.Combine(folder, "model.onnx")));
        var samples = InputFile.Load(Path.Combine(folder, "inputs.npy"), graph.Inputs[0].Shape);
        var parameters = Calibrator.Calibrate(graph, 8, samples).Parameters;
        var quantized = Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = 8 });
        var options = new CompileOptions { BlindingSeed = new byte[32], ChunkBits = chunkBits, WithCertificate = false };
        var compiled = ModelCompiler.Compile(quantized.Graph, srs, options);
        return new ExampleModel(
            compiled, [.. Enumerable.Range(0, 8).Select(k => QuantizedModel.Encode(quantized.Graph.Inputs[0], samples.Sample(k)).Data)]);
    }

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
