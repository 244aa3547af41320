using Zkml.Onnx.Tests.Models;
using static Zkml.Onnx.Tests.Quantization.QuantizationFixture;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Gemm, MatMul and Conv on random weights.</summary>
public sealed class LinearQuantizationTests
{
    [Fact]
    public void HiddenLayerAndExactOutput()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 20)
            .Weights("w1", TestData.Random(1, 16, 20)).Weights("b1", TestData.Random(2, 16))
            .Weights("w2", TestData.Random(3, 5, 16))
            .Node("Gemm", "x,w1,b1", "h", ("transB", 1)).Node("Relu", "h", "r").Node("Gemm", "r,w2", "y", ("transB", 1)));
        Assert.Equal("Linear Linear", Kinds(model));
        Assert.NotNull(model.Layers[0].Shift);
        Assert.Null(model.Layers[1].Shift);
        Assert.Equal(16, model.Layers[1].CoefficientBits);
    }

    [Theory]
    [InlineData(0, 0, 1f, 1f)]
    [InlineData(0, 1, 0.5f, 2f)]
    [InlineData(1, 0, -1.5f, 0.25f)]
    public void GemmAttributes(int transA, int transB, float alpha, float beta)
    {
        long[] input = transA == 1 ? [7, 2] : [2, 7];
        int[] weights = transB == 1 ? [4, 7] : [7, 4];
        Near(ModelBuilder.WithInput(13, input).Weights("w", TestData.Random(1, weights)).Weights("c", TestData.Random(2, 2, 4))
            .Node("Gemm", "x,w,c", "y", ("transA", transA), ("transB", transB), ("alpha", alpha), ("beta", beta)));
    }

    [Fact]
    public void GemmOfTwoComputedValues() =>
        Near(ModelBuilder.WithInput(13, 4, 6).Input("z", 5, 6).Node("Gemm", "x,z", "y", ("transB", 1), ("alpha", 0.5f)));

    [Fact]
    public void MatMulOfABatchWithBiasAndActivation()
    {
        var model = Near(ModelBuilder.WithInput(13, 2, 3, 8).Weights("w", TestData.Random(1, 8, 4)).Weights("b", TestData.Random(2, 4))
            .Node("MatMul", "x,w", "p").Node("Add", "p,b", "s").Node("Relu", "s", "y"));
        Assert.Equal("Linear", Kinds(model));
    }

    [Fact]
    public void MatMulByAVector() =>
        Near(ModelBuilder.WithInput(13, 2, 3, 8).Weights("w", TestData.Random(1, 8)).Node("MatMul", "x,w", "y"));

    [Fact]
    public void MatMulOfTwoComputedValues()
    {
        var model = Near(ModelBuilder.WithInput(13, 2, 3, 8).Input("z", 8, 5).Node("MatMul", "x,z", "p").Node("Relu", "p", "y"));
        Assert.Equal("MatMul", Kinds(model));
    }

    [Fact]
    public void MatMulWithAnAdditionOfAnotherShapeStaysTwoLayers() =>
        Near(ModelBuilder.WithInput(13, 2, 3, 4).Weights("w", TestData.Random(1, 4, 4)).Weights("b", TestData.Random(2, 3, 4))
            .Node("MatMul", "x,w", "p").Node("Add", "p,b", "y"));

    [Theory]
    [InlineData(1, "", 0, 0, 0, 0, 1, 1, 1)]
    [InlineData(1, "", 2, 2, 2, 2, 2, 2, 1)]
    [InlineData(2, "", 1, 0, 0, 2, 2, 1, 2)]
    [InlineData(4, "", 1, 1, 1, 1, 1, 3, 1)]
    [InlineData(1, "SAME_UPPER", 0, 0, 0, 0, 2, 2, 1)]
    [InlineData(1, "SAME_LOWER", 0, 0, 0, 0, 2, 2, 1)]
    [InlineData(1, "VALID", 0, 0, 0, 0, 1, 2, 1)]
    public void ConvAttributes(int group, string autoPad, int top, int left, int bottom, int right, int sh, int sw, int dilation)
    {
        var attributes = new List<(string, object)>
        {
            ("group", group), ("strides", new[] { sh, sw }), ("dilations", new[] { dilation, dilation }),
        };
        attributes.Add(autoPad.Length > 0 ? ("auto_pad", autoPad) : ("pads", new[] { top, left, bottom, right }));
        Near(ModelBuilder.WithInput(13, 1, 4, 9, 8).Weights("w", TestData.Random(1, 8, 4 / group, 3, 2)).Weights("b", TestData.Random(2, 8))
            .Node("Conv", "x,w,b", "c", [.. attributes]).Node("Relu", "c", "y"));
    }

    [Fact]
    public void ConvInOneDimension() =>
        Near(ModelBuilder.WithInput(13, 1, 3, 20).Weights("w", TestData.Random(1, 4, 3, 5))
            .Node("Conv", "x,w", "y", ("pads", new[] { 2, 1 }), ("strides", new[] { 2 })));

    [Fact]
    public void ChannelsOfVeryDifferentSizeAndZeroChannels()
    {
        var weights = TestData.Random(1, 6, 10);
        for (var i = 0; i < weights.Length; i++) weights.Data[i] *= (i / 10) switch { 0 => 0, 1 => 1e-6f, 2 => 0.01f, _ => 1 };
        Near(ModelBuilder.WithInput(13, 1, 10).Weights("w", weights).Weights("v", TestData.Random(2, 3, 6))
            .Node("Gemm", "x,w", "h", ("transB", 1)).Node("Relu", "h", "r").Node("Gemm", "r,v", "y", ("transB", 1)));
    }

    [Fact]
    public void LayersThatAreAlwaysZero()
    {
        var model = Quantize(ModelBuilder.WithInput(13, 1, 4).Weights("w", [3, 4], new float[12]).Weights("b", [3], -1, -2, 0)
            .Weights("v", TestData.Random(2, 2, 3))
            .Node("Gemm", "x,w,b", "h", ("transB", 1)).Node("Relu", "h", "r").Node("Gemm", "r,v", "y", ("transB", 1)));
        Assert.Equal("Linear Linear", Kinds(model));
    }

    [Fact]
    public void BatchNormalizationThatCannotBeFolded()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 3, 4, 4)
            .Weights("s", [3], 1, -2, 0.5f).Weights("b", [3], 0.5f, 0, -1).Weights("m", [3], 0, 0.5f, 0.1f).Weights("v", [3], 1, 2, 0.5f)
            .Node("BatchNormalization", "x,s,b,m,v", "n").Node("Relu", "n", "y"));
        Assert.Equal("Scale", Kinds(model));
    }

    [Fact]
    public void SixteenBitUnsignedCodesUseFifteenBits()
    {
        var model = Quantize(
            ModelBuilder.WithInput(13, 1, 4).Weights("w", TestData.Random(1, 3, 4)).Node("Gemm", "x,w", "h", ("transB", 1)).Node("Relu", "h", "y"), 16);
        Assert.Equal(short.MaxValue, model.Graph.Outputs[0].Type.Max);
        Assert.Equal(0, model.Graph.Outputs[0].Type.Min);
        Assert.Equal(short.MinValue, model.Graph.Inputs[0].Type.Min);
    }
}
