using Xunit.Abstractions;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Runtime;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>The accuracy that docs/quantization.md promises, on the trained example models.</summary>
public sealed class ExampleAccuracyTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("mnist_mlp", 0.99)]
    [InlineData("mnist_lenet", 0.99)]
    [InlineData("cancer_mlp", 0.99)]
    [InlineData("fashion_resnet", 0.98)]
    public void EightBitsAgreeWithTheFloatModel(string model, double agreement)
    {
        var report = Measure(model, 8);
        Assert.True(report.Top1Agreement >= agreement, $"agreement {report.Top1Agreement}");
        Assert.True(report.Accuracy >= report.ReferenceAccuracy - 0.01);
    }

    [Theory]
    [InlineData("mnist_mlp")]
    [InlineData("mnist_lenet")]
    [InlineData("cancer_mlp")]
    [InlineData("fashion_resnet")]
    public void SixteenBitsAreTheFloatModelForAllPurposes(string model)
    {
        var report = Measure(model, 16);
        Assert.Equal(1, report.Top1Agreement);
        Assert.True(report.RelativeMaxError < 0.001, $"error {report.RelativeMaxError}");
    }

    [Theory]
    [InlineData("mnist_mlp")]
    [InlineData("mnist_lenet")]
    [InlineData("fashion_resnet")]
    public void CalibrationOnAQuarterOfTheSamplesServesTheOthers(string model)
    {
        var (graph, inputs, outputs, _) = QuantizationFixture.Example(model);
        var name = graph.Inputs[0].Name;
        var quarter = Enumerable.Range(0, inputs.Count / 4).Select(i => new Dictionary<string, Onnx.Graph.Tensor> { [name] = inputs.Sample(i) });
        var parameters = Calibrator.Calibrate(graph, 8, quarter).Parameters;
        var report = Evaluator.Evaluate(Quantizer.Quantize(graph, parameters, new QuantizationOptions()), inputs, outputs);
        log.WriteLine($"{model}: {report}");
        Assert.True(report.Top1Agreement >= 0.97, $"agreement {report.Top1Agreement}");
    }

    [Fact]
    public void ReferenceCanBeTheFloatGraph()
    {
        var (graph, inputs, outputs, labels) = QuantizationFixture.Example("cancer_mlp");
        var parameters = Calibrator.Calibrate(graph, 8, inputs).Parameters;
        var model = Quantizer.Quantize(graph, parameters, new QuantizationOptions());
        var fromFile = Evaluator.Evaluate(model, inputs, outputs, labels);
        using var runtime = GraphModel.Open(graph);
        var reference = FloatOutputs.Of(runtime, inputs.Count, i => new Dictionary<string, Onnx.Graph.Tensor> { [graph.Inputs[0].Name] = inputs.Sample(i) });
        var fromGraph = Evaluator.Evaluate(model, inputs, new Onnx.Graph.FloatTensor(Array.ConvertAll(reference[graph.Outputs[0].Name], x => (float)x), outputs.Shape), labels);
        Assert.Equal(fromFile.Top1Agreement, fromGraph.Top1Agreement);
        Assert.Equal(fromFile.MaxAbsError, fromGraph.MaxAbsError, 1e-4);
    }

    private AccuracyReport Measure(string model, int bits)
    {
        var (graph, inputs, outputs, labels) = QuantizationFixture.Example(model);
        var parameters = Calibrator.Calibrate(graph, bits, inputs).Parameters;
        var quantized = Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = bits });
        var report = Evaluator.Evaluate(quantized, inputs, outputs, labels);
        log.WriteLine($"{model}, {bits} bits: {report}");
        foreach (var layer in quantized.Layers)
        {
            log.WriteLine($"  {layer.Name} {layer.Kind}: shift {layer.Shift}, t in [{layer.ArgumentMin}, {layer.ArgumentMax}] ({layer.ArgumentBits} bits)");
        }
        return report;
    }
}
