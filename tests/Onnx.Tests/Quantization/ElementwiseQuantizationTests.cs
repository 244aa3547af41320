using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Tests.Models;
using static Zkml.Onnx.Tests.Quantization.QuantizationFixture;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Sums, products and activations.</summary>
public sealed class ElementwiseQuantizationTests
{
    [Theory]
    [InlineData("Add", "x,z")]
    [InlineData("Sub", "x,z")]
    [InlineData("Sub", "z,x")]
    [InlineData("Mul", "x,z")]
    [InlineData("Add", "x,x")]
    public void TwoComputedValues(string op, string inputs)
    {
        var builder = ModelBuilder.WithInput(13, 2, 3, 4).Input("z", 3, 1);
        Near(builder.Node(op, inputs, "s").Node("Relu", "s", "y"));
    }

    [Theory]
    [InlineData("Add", "x,c")]
    [InlineData("Sub", "x,c")]
    [InlineData("Sub", "c,x")]
    [InlineData("Mul", "x,c")]
    [InlineData("Div", "x,c")]
    public void AConstantTensor(string op, string inputs) =>
        Near(ModelBuilder.WithInput(13, 1, 3, 4).Weights("c", [3, 1], 0.5f, -2, 1.25f).Node(op, inputs, "s").Node("Relu", "s", "y"));

    [Theory]
    [InlineData("Add", "x,c")]
    [InlineData("Sub", "c,x")]
    [InlineData("Mul", "x,c")]
    [InlineData("Div", "x,c")]
    public void AConstantNumberBetweenLayers(string op, string inputs) =>
        Near(ModelBuilder.WithInput(13, 1, 5).Weights("c", [], 1.5f).Weights("w", TestData.Random(1, 4, 5))
            .Node(op, inputs, "s").Node("Gemm", "s,w", "y", ("transB", 1)));

    [Fact]
    public void PositiveFactorOnlyChangesTheScale()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 5).Weights("c", [], 255f).Weights("w", TestData.Random(1, 4, 5))
            .Node("Div", "x,c", "s").Node("Gemm", "s,w", "y", ("transB", 1)));
        Assert.Equal("Linear", Kinds(model));
    }

    [Fact]
    public void NegativeFactor() =>
        Near(ModelBuilder.WithInput(13, 1, 5).Weights("c", [1], -3f).Node("Mul", "x,c", "s").Node("Relu", "s", "y"));

    [Fact]
    public void NormalizationOfTheInputIsOneOperator()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 3, 4, 4).Weights("m", [3, 1, 1], 0.4f, 0.5f, 0.6f).Weights("d", [3, 1, 1], 0.2f, 0.3f, 0.25f)
            .Node("Div", "x,d", "a").Node("Sub", "a,m", "b").Node("Relu", "b", "y"));
        Assert.Equal("Scale", Kinds(model));
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("LeakyRelu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    public void ActivationOnItsOwn(string op) => Near(ModelBuilder.WithInput(13, 1, 30).Node(op, "x", "y"), magnitude: 4);

    [Theory]
    [InlineData("Relu")]
    [InlineData("LeakyRelu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    public void ActivationFusedWithALayer(string op)
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 10).Weights("w", TestData.Random(1, 6, 10))
            .Node("Gemm", "x,w", "h", ("transB", 1)).Node(op, "h", "y"));
        Assert.Equal("Linear", Kinds(model));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.2f)]
    [InlineData(1f)]
    public void LeakyReluSlopes(float alpha) =>
        Near(ModelBuilder.WithInput(13, 1, 10).Weights("w", TestData.Random(1, 6, 10))
            .Node("Gemm", "x,w", "h", ("transB", 1)).Node("LeakyRelu", "h", "y", ("alpha", alpha)));

    [Theory]
    [InlineData(-0.5f, 0.5f)]
    [InlineData(0f, 6f)]
    [InlineData(0.25f, 0.75f)]
    [InlineData(-2f, -0.25f)]
    public void ClipBounds(float min, float max)
    {
        var builder = ModelBuilder.WithInput(13, 1, 10).Weights("w", TestData.Random(1, 6, 10)).Weights("lo", [], min).Weights("hi", [], max);
        var model = Near(builder.Node("Gemm", "x,w", "h", ("transB", 1)).Node("Clip", "h,lo,hi", "y"), share8: 0.06);
        Assert.Equal("Linear", Kinds(model));
    }

    [Fact]
    public void ClipWithoutBoundsIsNothing() =>
        Assert.Equal("Linear", Kinds(Near(ModelBuilder.WithInput(13, 1, 4).Weights("w", TestData.Random(1, 3, 4))
            .Node("Clip", "x", "c").Node("Gemm", "c,w", "y", ("transB", 1)))));

    [Fact]
    public void ReluAndClipBecomeOneClamp()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 10).Weights("w", TestData.Random(1, 6, 10)).Weights("lo", [], -1).Weights("hi", [], 1.5f)
            .Node("Gemm", "x,w", "h", ("transB", 1)).Node("Relu", "h", "r").Node("Clip", "r,lo,hi", "y"));
        var layer = Assert.IsType<LinearOperator>(Assert.Single(model.Graph.Operators));
        Assert.Equal(new ClampActivation(0, 255), layer.R!.Activation);
    }

    [Fact]
    public void ClampBeforeAFunctionIsAStepOfItsOwn()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 10).Weights("w", TestData.Random(1, 6, 10))
            .Node("Gemm", "x,w", "h", ("transB", 1)).Node("Relu", "h", "r").Node("Sigmoid", "r", "y"));
        Assert.Equal("Linear Add", Kinds(model));
    }

    [Fact]
    public void ValueReadTwiceIsNotFused()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 10).Weights("w", TestData.Random(1, 6, 10))
            .Node("Gemm", "x,w", "h", ("transB", 1)).Node("Relu", "h", "r").Node("Add", "h,r", "y"));
        Assert.Equal("Linear Add Add", Kinds(model));
    }

    [Fact]
    public void ResidualBlockWithBroadcastGate() =>
        Near(ModelBuilder.WithInput(13, 1, 4, 5, 5).Weights("w", TestData.Random(1, 4, 4, 1, 1))
            .Node("Conv", "x,w", "c").Node("Relu", "c", "r").Node("GlobalAveragePool", "r", "g").Node("Sigmoid", "g", "s")
            .Node("Mul", "r,s", "m").Node("Add", "m,x", "y"));
}
