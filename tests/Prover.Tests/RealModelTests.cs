using Zkml.Circuits.Execution;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Quantization;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests;

/// <summary>The trained models of examples/, from ONNX to verified proofs.</summary>
public class RealModelTests
{
    [Theory]
    [InlineData("mnist_mlp", 8, 20)]
    [InlineData("mnist_lenet", 8, 20)]
    [InlineData("cancer_mlp", 8, 20)]
    [InlineData("fashion_resnet", 8, 20)]
    [InlineData("mnist_mlp", 16, 2)]
    [InlineData("mnist_lenet", 16, 2)]
    [InlineData("cancer_mlp", 16, 2)]
    [InlineData("fashion_resnet", 16, 2)]
    public void EveryInputIsProvenAndVerifies(string name, int bits, int count)
    {
        var (quantized, samples) = Quantize(name, bits);
        var compiled = ModelCompiler.Compile(quantized.Graph, null, new CompileOptions { BlindingSeed = new byte[32] });
        var prepared = compiled.Key.Prepare(out var refusal);
        Assert.True(prepared is not null, $"{refusal}");
        Assert.True(prepared.HasCertificate);
        for (var k = 0; k < count; k++)
        {
            var codes = QuantizedModel.Encode(quantized.Graph.Inputs[0], samples.Sample(k));
            var (envelope, _) = compiled.Model.Prove([codes.Data], Fr.FromInt64(k));
            var decoded = ProofCodec.TryDecode(ProofCodec.Encode(envelope), prepared.Core, out var malformed);
            Assert.True(decoded is not null, $"{malformed}");
            Assert.Null(prepared.Verify(decoded.Statement, decoded.Proof));
            Assert.Equal(GraphExecutor.Run(quantized.Graph, [codes])[0].Data, decoded.Statement.Outputs[0]);
        }
    }

    [Theory]
    [InlineData("mnist_mlp", 8)]
    [InlineData("mnist_lenet", 8)]
    [InlineData("cancer_mlp", 8)]
    [InlineData("fashion_resnet", 8)]
    [InlineData("mnist_lenet", 16)]
    public void BatchesOfAnySizeVerifyUnderTheOneKey(string name, int bits)
    {
        var (quantized, samples) = Quantize(name, bits);
        var compiled = ModelCompiler.Compile(quantized.Graph, null, new CompileOptions { BlindingSeed = new byte[32] });
        var prepared = compiled.Key.Prepare(out _)!;
        foreach (var count in new[] { 1, 2, 3, 7, 8 })
        {
            var codes = Enumerable.Range(0, count).Select(k => QuantizedModel.Encode(quantized.Graph.Inputs[0], samples.Sample(k))).ToArray();
            var (envelope, _) = compiled.Model.ProveBatch([.. codes.Select(c => new[] { c.Data })], Fr.FromInt64(count));
            Assert.Null(prepared.Verify(ProofCodec.Encode(envelope), out var decoded));
            Assert.Equal(codes.SelectMany(c => c.Data), decoded!.Statement.Inputs[0]);
            Assert.Equal(codes.SelectMany(c => GraphExecutor.Run(quantized.Graph, [c])[0].Data), decoded.Statement.Outputs[0]);
        }
    }

    [Fact]
    public void ABatchWithAnUnusableSampleIsRefused()
    {
        var (quantized, samples) = Quantize("cancer_mlp", 8);
        var model = ModelCompiler.Compile(quantized.Graph, null, new CompileOptions { WithCertificate = false }).Model;
        var good = QuantizedModel.Encode(quantized.Graph.Inputs[0], samples.Sample(0)).Data;
        var large = (long[])good.Clone();
        large[3] = 1 << 20;
        Assert.Contains("outside", Assert.Throws<ArgumentException>(() => model.ProveBatch([[good], [large], [good]], Fr.Zero)).Message);
        Assert.Throws<ArgumentException>(() => model.ProveBatch([[good], [good[1..]]], Fr.Zero));
        Assert.Throws<InvalidDataException>(() => model.ProveBatch([], Fr.Zero));
    }

    [Theory]
    [InlineData("mnist_lenet", 8)]
    [InlineData("fashion_resnet", 16)]
    public void AnyInputInTheDeclaredRangeSatisfiesTheCircuit(string name, int bits)
    {
        // Saturation is proven, never assumed: extreme and random images, far from the calibration data.
        var (quantized, _) = Quantize(name, bits);
        var lowered = Zkml.Circuits.Lowering.GraphLowering.Lower(quantized.Graph);
        var type = quantized.Graph.Inputs[0].Type;
        var size = type.Shape.Aggregate(1, (n, d) => n * d);
        var random = new Random(3);
        Func<int, long>[] images =
        [
            _ => type.Min, _ => type.Max, i => i % 2 == 0 ? type.Min : type.Max, _ => random.NextInt64(type.Min, type.Max + 1),
        ];
        foreach (var image in images)
        {
            var trace = lowered.Program.Run([.. Enumerable.Range(0, size).Select(image)]);
            Assert.Empty(ConstraintChecker.Check(lowered.Circuit, trace.Columns));
        }
    }

    [Fact]
    public void AModelFileRoundTripsAndProvesTheSame()
    {
        var (quantized, samples) = Quantize("cancer_mlp", 8);
        var compiled = ModelCompiler.Compile(quantized.Graph, null, new CompileOptions { BlindingSeed = new byte[32] });
        var bytes = ModelFile.Encode(compiled.Model);
        var loaded = ModelFile.Decode(bytes);
        Assert.Equal(compiled.ModelHash, loaded.ModelHash);
        Assert.Equal(bytes, ModelFile.Encode(loaded));
        var codes = QuantizedModel.Encode(quantized.Graph.Inputs[0], samples.Sample(0)).Data;
        Assert.Equal(
            ProofCodec.Encode(compiled.Model.Prove([codes], Fr.Zero).Envelope),
            ProofCodec.Encode(loaded.Prove([codes], Fr.Zero).Envelope));
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void ADamagedModelFileIsRefusedWithAClearError()
    {
        var (quantized, _) = Quantize("cancer_mlp", 8);
        var compiled = ModelCompiler.Compile(
            quantized.Graph, null, new CompileOptions { BlindingSeed = new byte[32], WithCertificate = false });
        var bytes = ModelFile.Encode(compiled.Model);
        var random = new Random(11);
        for (var k = 0; k < TestTier.Rounds(300); k++)
        {
            var damaged = k % 3 == 0 ? bytes[..random.Next(bytes.Length)] : (byte[])bytes.Clone();
            if (k % 3 != 0) damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            if (k % 3 == 2) Seal(damaged);
            if (damaged.AsSpan().SequenceEqual(bytes)) continue;
            var error = Record.Exception(() => ModelFile.Decode(damaged));
            Assert.True(error is null or InvalidDataException, $"{error}");
        }
    }

    /// <summary>Recomputes the checksum, so that the damage reaches the decoders.</summary>
    private static void Seal(byte[] file) =>
        Zkml.Algebra.Hashing.Keccak256.Hash(file.AsSpan(0, file.Length - 8)).AsSpan(0, 8).CopyTo(file.AsSpan(file.Length - 8));

    private static (QuantizedModel Model, InputBatch Samples) Quantize(string name, int bits)
    {
        var folder = Path.Combine(RepositoryRoot(), "examples", name);
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(Path.Combine(folder, "model.onnx")));
        var samples = InputFile.Load(Path.Combine(folder, "inputs.npy"), graph.Inputs[0].Shape);
        var parameters = Calibrator.Calibrate(graph, bits, samples).Parameters;
        return (Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = bits }), samples);
    }

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
