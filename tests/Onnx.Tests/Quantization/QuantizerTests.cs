using Zkml.Circuits.Graph;
using Zkml.Circuits.Serialization;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Tests.Models;
using static Zkml.Onnx.Tests.Quantization.QuantizationFixture;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Determinism, conversion of inputs and outputs, and errors.</summary>
public sealed class QuantizerTests
{
    [Theory]
    [InlineData("mnist_lenet", 8)]
    [InlineData("fashion_resnet", 16)]
    [InlineData("cancer_mlp", 8)]
    public void EqualParametersGiveEqualBytes(string model, int bits)
    {
        var (graph, inputs, _, _) = Example(model);
        var parameters = Calibrator.Calibrate(graph, bits, inputs).Parameters;
        var reread = QuantizationFile.Parse(QuantizationFile.ToBytes(parameters));
        var options = new QuantizationOptions { Bits = bits };
        Assert.Equal(
            IntegerGraphCodec.Encode(Quantizer.Quantize(graph, parameters, options).Graph),
            IntegerGraphCodec.Encode(Quantizer.Quantize(Example(model).Graph, reread, options).Graph));
    }

    [Theory]
    [InlineData(-1, 1, 8, -128, 127, 1.0 / 127)]
    [InlineData(-256, 1, 8, -128, 127, 2.0)]
    [InlineData(0, 51, 8, 0, 255, 0.2)]
    [InlineData(0, 1, 16, 0, 32767, 1.0 / 32767)]
    [InlineData(-1, 0, 16, -32768, 32767, 1.0 / 32768)]
    [InlineData(0, 0, 8, 0, 255, 1.0)]
    [InlineData(3, 3, 8, 0, 255, 3.0 / 255)]
    [InlineData(0, 1e-40, 8, 0, 255, 1.0)]
    public void FormatCoversARange(double min, double max, int bits, long low, long high, double scale) =>
        Assert.Equal(new CodeFormat(scale, low, high), CodeFormat.Cover(new RealRange(min, max), bits));

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(-0.5, 0)]
    [InlineData(-0.51, -1)]
    [InlineData(1.49, 1)]
    [InlineData(1000, 127)]
    [InlineData(-1000, -128)]
    [InlineData(double.PositiveInfinity, 127)]
    public void CodesRoundHalfUpAndClamp(double x, long code) => Assert.Equal(code, new CodeFormat(1, -128, 127).Encode(x));

    [Fact]
    public void NaNHasNoCode() => Assert.Throws<ArgumentException>(() => new CodeFormat(1, -128, 127).Encode(double.NaN));

    [Fact]
    public void RepeatedAndMissingNodeNamesBecomeUnique()
    {
        var builder = ModelBuilder.WithInput(13, 1, 4).Weights("w", TestData.Random(1, 4, 4))
            .Node("Gemm", "x,w", "a").Node("Relu", "a", "b").Node("Gemm", "b,w", "c").Node("Relu", "c", "d").Node("Gemm", "d,w", "y");
        foreach (var node in builder.Graph.Node) node.Name = node.Output[0] == "y" ? "" : "same";
        var names = Quantize(builder).Graph.Operators.Select(node => node.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.DoesNotContain("", names);
    }

    [Fact]
    public void WiderShiftIsTakenWhereRoundingWeightsWouldCostTooMuch()
    {
        var model = Quantize(ModelBuilder.WithInput(13, 1, 8000).Weights("w", TestData.Random(1, 2, 8000)).Node("Gemm", "x,w", "h", ("transB", 1)).Node("Relu", "h", "y"));
        Assert.True(model.Layers[0].Shift > 10);
    }

    [Fact]
    public void ExactOutputsStayBelow2ToThe39()
    {
        var model = Quantize(ModelBuilder.WithInput(13, 1, 5000).Weights("w", TestData.Random(1, 1, 5000)).Node("Gemm", "x,w", "y", ("transB", 1)), 16);
        Assert.InRange(model.Graph.Outputs[0].Type.Max, 1L << 34, 1L << 39);
    }

    [Fact]
    public void ErrorsNameTheNode()
    {
        Fails("LeakyRelu_0", ModelBuilder.WithInput(13, 1, 4).Node("LeakyRelu", "x", "y", ("alpha", 1.5f)));
        Fails("MatMul_0", ModelBuilder.WithInput(13, 2, 4).Weights("w", TestData.Random(1, 3, 2)).Node("MatMul", "w,x", "y"));
        Fails("MatMul_0", ModelBuilder.WithInput(13, 2, 2, 4).Weights("w", TestData.Random(1, 2, 4, 3)).Node("MatMul", "x,w", "y"));
        Fails("MaxPool_0", ModelBuilder.WithInput(13, 2, 1, 4, 4).Node("MaxPool", "x", "y", ("kernel_shape", new[] { 2, 2 })));
        Fails("Concat_0", ModelBuilder.WithInput(13, 1, 4).Weights("c", TestData.Random(1, 1, 2)).Node("Concat", "x,c", "y", ("axis", 1)));
        Fails("Add_0", ModelBuilder.WithInput(13, 1, 4).Weights("c", TestData.Random(1, 3, 4)).Node("Add", "x,c", "y"));
    }

    [Fact]
    public void RangesThatDoNotFitTheWeightsAreAnError()
    {
        var graph = Simplified(ModelBuilder.WithInput(13, 1, 4).Weights("w", TestData.Random(1, 3, 4)).Node("Gemm", "x,w", "h", ("transB", 1)).Node("Relu", "h", "y"));
        var tiny = new RealRange(0, 1e-25);
        var parameters = new QuantizationParameters(
            8, new Dictionary<string, RealRange> { ["x"] = new(0, 1) }, new Dictionary<string, RealRange> { ["h"] = tiny, ["y"] = tiny });
        Assert.Contains("Gemm_0", Assert.Throws<QuantizationException>(() => Quantizer.Quantize(graph, parameters, new QuantizationOptions())).Message);
    }

    [Fact]
    public void WidthOfParametersAndOptionsMustAgree()
    {
        var graph = Simplified(ModelBuilder.WithInput(13, 1, 4).Node("Relu", "x", "y"));
        var parameters = Calibrator.CalibrateOnRandomInputs(graph, 8).Parameters;
        Assert.Throws<QuantizationException>(() => Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = 16 }));
        Assert.Throws<QuantizationException>(() => Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = 4 }));
        Assert.Throws<QuantizationException>(() => Quantizer.Quantize(graph, parameters, new QuantizationOptions { Shift = 40 }));
    }

    [Fact]
    public void EncodingAndDecodingFollowTheScale()
    {
        var value = new GraphValue("x", new IntegerType([1, 3], -128, 127), 0.5);
        var codes = QuantizedModel.Encode(value, new FloatTensor([0.2f, -0.3f, 1e6f], [1, 3]));
        Assert.Equal([0L, -1, 127], codes.Data);
        Assert.Equal([0f, -0.5f, 63.5f], QuantizedModel.Decode(value, codes).Data);
    }

    private static void Fails(string node, ModelBuilder model) =>
        Assert.Contains($"'{node}'", Assert.Throws<QuantizationException>(() => Quantize(model)).Message);
}
