using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Prover.Compilation;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests;

/// <summary>Elu, an operator of four source files: from ONNX nodes to a verified proof.</summary>
public class EluProofTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void AModelWithEluIsProvenAndVerifies(int bits)
    {
        var quantized = Quantize(bits);
        var compiled = ModelCompiler.Compile(quantized.Graph, null, new CompileOptions { BlindingSeed = new byte[32] });
        var prepared = compiled.Key.Prepare(out var refusal);
        Assert.True(prepared is not null, $"{refusal}");
        var codes = QuantizedModel.Encode(quantized.Graph.Inputs[0], new FloatTensor([-1, -0.5f, -0.1f, 0, 0.4f, 1], [1, 6]));
        var (envelope, _) = compiled.Model.Prove([codes.Data], Fr.FromInt64(1));
        Assert.Null(prepared.Verify(ProofCodec.Encode(envelope), out var decoded));
        Assert.Equal(GraphExecutor.Run(quantized.Graph, [codes])[0].Data, decoded!.Statement.Outputs[0]);

        var claimed = (long[])envelope.Statement.Outputs[0].Clone();
        claimed[2]++;
        Assert.NotNull(prepared.Verify(envelope.Statement with { Outputs = [claimed] }, envelope.Proof));
    }

    private static QuantizedModel Quantize(int bits)
    {
        var weights = new float[30];
        for (var i = 0; i < weights.Length; i++) weights[i] = ((i * 7 % 13) - 6) / 6f;
        var graph = GraphSimplifier.Simplify(FloatGraph.Build(
            13,
            [new ValueInfo("x", [1, 6])],
            ["y"],
            [Node("Gemm", ["x", "w"], "s", ("transB", 1L)), Node("Elu", ["s"], "e", ("alpha", 1.5f)), Node("Gemm", ["e", "w"], "y")],
            new Dictionary<string, Tensor> { ["w"] = new FloatTensor(weights, [5, 6]) }));
        Assert.Equal(3, graph.Nodes.Count);
        var range = new RealRange(-3, 3);
        var values = graph.Nodes.ToDictionary(node => node.Output, _ => range);
        return Quantizer.Quantize(
            graph, new QuantizationParameters(bits, new Dictionary<string, RealRange> { ["x"] = range }, values), new QuantizationOptions { Bits = bits });
    }

    private static FloatNode Node(string type, string[] inputs, string output, params (string Name, object Value)[] attributes) =>
        FloatNode.Create(output, Catalogue.Resolve("", type), inputs, [output], attributes);
}
