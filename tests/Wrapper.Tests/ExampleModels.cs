using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph.Simplification;
using Zkml.Onnx.Import;
using Zkml.Onnx.Quantization;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Wrapper.Tests;

/// <summary>A compiled example model with a proof about its first sample.</summary>
internal sealed record ProvenModel(CompiledModel Model, CoreKey Key, ProofEnvelope Envelope);

/// <summary>The trained models of examples/, compiled with the given chunk size.</summary>
internal static class ExampleModels
{
    public static ProvenModel Prove(string name, int chunkBits)
    {
        var folder = Path.Combine(RepositoryRoot(), "examples", name);
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(Path.Combine(folder, "model.onnx")));
        var samples = InputFile.Load(Path.Combine(folder, "inputs.npy"), graph.Inputs[0].Shape);
        var parameters = Calibrator.Calibrate(graph, 8, samples).Parameters;
        var quantized = Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = 8 });
        var options = new CompileOptions { BlindingSeed = new byte[32], ChunkBits = chunkBits, WithCertificate = false };
        var compiled = ModelCompiler.Compile(quantized.Graph, null, options);
        var codes = QuantizedModel.Encode(quantized.Graph.Inputs[0], samples.Sample(0));
        var prepared = compiled.Key.Prepare(out _)!;
        return new ProvenModel(compiled, prepared.Core, compiled.Model.Prove([codes.Data], Fr.FromInt64(7)).Envelope);
    }

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
