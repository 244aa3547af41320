using System.Diagnostics;
using Zkml.Algebra.Setup;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Quantization;
using Zkml.Prover.Compilation;

namespace Zkml.Benchmarks;

/// <summary>One model under a real ceremony file: `ceremony FILE.ptau [examples/mnist_lenet]`.</summary>
internal static class CeremonyExperiment
{
    public static int Run(string[] args)
    {
        var folder = args.Length > 1 ? args[1] : Path.Combine("examples", "mnist_lenet");
        var watch = Stopwatch.StartNew();
        var srs = PtauReader.Read(args[0]);
        Console.WriteLine($"read and checked {args[0]}: 2^{srs.LogSize} powers, {watch.ElapsedMilliseconds} ms, development {srs.IsDevelopment}");
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(Path.Combine(folder, "model.onnx")));
        var inputs = InputFile.Load(Path.Combine(folder, "inputs.npy"), graph.Inputs[0].Shape);
        var parameters = Calibrator.Calibrate(graph, 8, inputs).Parameters;
        var quantized = Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = 8 });
        var chunkBits = Math.Min(srs.LogSize, 11);
        var compiled = ModelCompiler.Compile(
            quantized.Graph, srs, new CompileOptions { BlindingSeed = new byte[32], ChunkBits = chunkBits });
        var prepared = compiled.Key.Prepare(out var refusal) ?? throw new InvalidOperationException($"{refusal}");
        for (var run = 0; run < 5; run++)
        {
            var codes = QuantizedModel.Encode(quantized.Graph.Inputs[0], inputs.Sample(run));
            watch.Restart();
            var (envelope, _) = compiled.Model.Prove([codes.Data], Fr.Zero);
            var prove = watch.Elapsed.TotalMilliseconds;
            watch.Restart();
            var rejection = prepared.Verify(envelope.Statement, envelope.Proof);
            Console.WriteLine(
                $"chunks of 2^{chunkBits}: prove {prove:F0} ms, verify {watch.Elapsed.TotalMilliseconds:F1} ms, "
                + $"{Verifier.Codec.ProofCodec.Encode(envelope).Length} bytes: {rejection?.ToString() ?? "accepted"}");
        }
        return 0;
    }
}
