using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Runtime;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Quantizes small models with random samples and compares them with the float model.</summary>
internal static class QuantizationFixture
{
    private const int Samples = 24;

    /// <summary>A simplified graph of the given nodes.</summary>
    public static FloatGraph Simplified(ModelBuilder model) => GraphSimplifier.Simplify(model.Load());

    /// <summary>Uniform samples in [−1, 1) times a magnitude, for all inputs.</summary>
    public static Dictionary<string, Tensor>[] RandomInputs(FloatGraph graph, float magnitude = 1)
    {
        var samples = new Dictionary<string, Tensor>[Samples];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = [];
            foreach (var input in graph.Inputs)
            {
                var tensor = TestData.Random(1000 * samples[i].Count + i, input.Shape);
                samples[i][input.Name] = new FloatTensor(Array.ConvertAll(tensor.Data, x => magnitude * x), input.Shape);
            }
        }
        return samples;
    }

    public static QuantizedModel Quantize(ModelBuilder model, int bits = 8, bool softmax = false, float magnitude = 1)
    {
        var graph = Simplified(model);
        var parameters = Calibrator.Calibrate(graph, bits, RandomInputs(graph, magnitude)).Parameters;
        return Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = bits, Softmax = softmax });
    }

    /// <summary>
    /// Quantizes with 8 and 16 bits and checks that every dequantized output is within a share of the output's range of
    /// the float output of the unsimplified model. Returns the 8-bit model for further checks.
    /// </summary>
    public static QuantizedModel Near(ModelBuilder model, double share8 = 0.04, double share16 = 0.002, bool softmax = false, float magnitude = 1)
    {
        var result = Quantize(model, 8, softmax, magnitude);
        CheckNear(model, result, share8, magnitude);
        CheckNear(model, Quantize(model, 16, softmax, magnitude), share16, magnitude);
        CheckLowers(result, RandomInputs(model.Load(), magnitude)[0]);
        return result;
    }

    /// <summary>The circuit of the model accepts its trace on a sample, whose outputs are those of the integer graph.</summary>
    private static void CheckLowers(QuantizedModel model, Dictionary<string, Tensor> sample)
    {
        var codes = model.Graph.Inputs.Select(input => QuantizedModel.Encode(input, (FloatTensor)sample[input.Name])).ToArray();
        var lowered = GraphLowering.Lower(model.Graph);
        var trace = lowered.Program.Run([.. codes.Select(input => input.Data)]);
        Assert.Equal(GraphExecutor.Run(model.Graph, codes).Select(output => output.Data), trace.Outputs);
        Assert.Empty(ConstraintChecker.Check(lowered.Circuit, trace.Columns));
    }

    private static void CheckNear(ModelBuilder model, QuantizedModel quantized, double share, float magnitude)
    {
        var graph = model.Load();
        using var original = OriginalModel.Open(model.File(), graph);
        var samples = RandomInputs(graph, magnitude);
        foreach (var output in quantized.Graph.Outputs)
        {
            var expected = samples.Select(sample => (FloatTensor)FloatRun.Outputs(original, sample)[output.Name]).ToArray();
            var range = (double)expected.Max(t => t.Data.Max()) - expected.Min(t => t.Data.Min());
            for (var i = 0; i < samples.Length; i++)
            {
                var actual = Decode(quantized, samples[i], output);
                Assert.Equal(expected[i].Shape, actual.Shape);
                for (var j = 0; j < actual.Length; j++)
                {
                    double error = Math.Abs(actual.Data[j] - expected[i].Data[j]);
                    Assert.True(error <= share * range + 1e-6, $"{quantized.Bits} bits, sample {i}, '{output.Name}'[{j}]: {actual.Data[j]} instead of {expected[i].Data[j]}, off by {error / range:P2} of the range");
                }
            }
        }
    }

    private static FloatTensor Decode(QuantizedModel model, Dictionary<string, Tensor> sample, GraphValue output)
    {
        var codes = model.Graph.Inputs.Select(input => QuantizedModel.Encode(input, (FloatTensor)sample[input.Name])).ToArray();
        var results = GraphExecutor.Run(model.Graph, codes);
        var index = model.Graph.Outputs.ToList().FindIndex(o => o.Name == output.Name);
        IntegerTensor result = results[index];
        Assert.All(result.Data, code => Assert.InRange(code, output.Type.Min, output.Type.Max));
        return QuantizedModel.Decode(output, result);
    }

    /// <summary>The kinds of the integer operators, in order.</summary>
    public static string Kinds(QuantizedModel model) => string.Join(' ', model.Graph.Operators.Select(node => node.Kind));

    /// <summary>An example model, its samples and references.</summary>
    public static (FloatGraph Graph, InputBatch Inputs, FloatTensor Outputs, LongTensor Labels) Example(string model)
    {
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(ExampleModels.File(model, "model.onnx")));
        return (
            graph,
            InputFile.Load(ExampleModels.File(model, "inputs.npy"), graph.Inputs[0].Shape),
            NpyFile.ReadFloat(ExampleModels.File(model, "outputs.npy")),
            NpyFile.ReadLong(ExampleModels.File(model, "labels.npy")));
    }
}
