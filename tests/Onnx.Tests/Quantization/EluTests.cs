using Zkml.Onnx.Quantization;
using Zkml.Onnx.Tests.Models;
using static Zkml.Onnx.Tests.Quantization.QuantizationFixture;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Elu, the demonstration of docs/adding-an-operator.md: against ONNX Runtime, alone and fused.</summary>
public sealed class EluTests
{
    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1f, 5f)]
    [InlineData(0.5f, 3f)]
    [InlineData(2.5f, 3f)]
    [InlineData(0f, 2f)]
    [InlineData(1f, 0.05f)]
    public void Alone(float alpha, float magnitude) =>
        Near(ModelBuilder.WithInput(13, 2, 3, 4).Node("Elu", "x", "y", ("alpha", alpha)), magnitude: magnitude);

    [Fact]
    public void AlphaIsOneByDefault() => Near(ModelBuilder.WithInput(6 + 1, 1, 12).Node("Elu", "x", "y"), magnitude: 4);

    [Fact]
    public void BehindALayerItIsPartOfIt()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 6).Weights("w", TestData.Random(1, 5, 6)).Weights("b", TestData.Random(2, 5))
            .Node("Gemm", "x,w,b", "s", ("transB", 1)).Node("Elu", "s", "y"));
        Assert.Equal("Linear", Kinds(model));
    }

    /// <summary>It never decreases, so that it moves up through the maximum.</summary>
    [Fact]
    public void BehindAPoolItJoinsTheConvolution()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 2, 6, 6).Weights("w", TestData.Random(1, 3, 2, 3, 3))
            .Node("Conv", "x,w", "c").Node("MaxPool", "c", "p", ("kernel_shape", new[] { 2, 2 })).Node("Elu", "p", "e")
            .Weights("v", TestData.Random(3, 4, 27)).Node("Flatten", "e", "f").Node("Gemm", "f,v", "y", ("transB", 1)));
        Assert.Equal("Conv MaxPool Reshape Linear", Kinds(model));
    }

    [Theory]
    [InlineData(-0.5f)]
    [InlineData(257f)]
    public void OtherAlphasAreRefused(float alpha) => Assert.Contains(
        "is outside [0, 256]", Assert.Throws<QuantizationException>(() => Quantize(ModelBuilder.WithInput(13, 2).Node("Elu", "x", "y", ("alpha", alpha)), magnitude: 0.1f)).Message);

    [Fact]
    public void RangesThatDoNotFitAreRefused() => Assert.Contains(
        "the result reaches",
        Assert.Throws<QuantizationException>(() => Quantize(ModelBuilder.WithInput(13, 64).Node("Elu", "x", "y"), magnitude: 500)).Message);
}
