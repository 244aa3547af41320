using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Execution.Operators;

public sealed class PoolTests
{
    private static readonly FloatTensor Image = TestData.Random(1, 1, 2, 7, 6);

    [Theory]
    [InlineData(2, 2, 1, 0, 0, 0, 0, 0, 3, 3)]
    [InlineData(2, 2, 1, 0, 0, 0, 0, 1, 4, 3)]
    [InlineData(3, 2, 1, 1, 1, 1, 1, 0, 4, 3)]
    [InlineData(3, 2, 1, 1, 1, 1, 1, 1, 4, 4)]
    [InlineData(2, 3, 2, 1, 0, 0, 1, 1, 3, 2)]
    [InlineData(3, 1, 2, 0, 2, 1, 0, 0, 4, 4)]
    [InlineData(1, 2, 1, 0, 0, 0, 0, 1, 4, 3)]
    public void MaxPoolVariantsMatchTheDefinition(
        int kernel, int stride, int dilation, int top, int left, int bottom, int right, int ceil, int outH, int outW)
    {
        var model = ModelBuilder.WithInput(13, 1, 2, 7, 6).Node("MaxPool", "x", "y", ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new[] { stride, stride }), ("dilations", new[] { dilation, dilation }), ("ceil_mode", ceil),
            ("pads", new[] { top, left, bottom, right }));
        var window = new NaiveWindow(kernel, kernel, stride, stride, dilation, dilation, top, left, bottom, right);
        ModelAssert.Gives(window.Max(Image, outH, outW), model, Image);
    }

    [Theory]
    [InlineData(2, 2, 0, 0, 0, 0, 0, 0, 3, 3)]
    [InlineData(3, 2, 1, 1, 1, 1, 0, 0, 4, 3)]
    [InlineData(3, 2, 1, 1, 1, 1, 0, 1, 4, 3)]
    [InlineData(3, 2, 1, 1, 1, 1, 1, 0, 4, 4)]
    [InlineData(3, 2, 1, 1, 1, 1, 1, 1, 4, 4)]
    [InlineData(3, 2, 0, 1, 2, 0, 0, 1, 4, 3)]
    [InlineData(3, 2, 0, 1, 2, 0, 0, 0, 4, 3)]
    [InlineData(2, 2, 0, 0, 0, 0, 1, 1, 4, 3)]
    public void AveragePoolVariantsMatchTheDefinition(
        int kernel, int stride, int top, int left, int bottom, int right, int ceil, int includePad, int outH, int outW)
    {
        var model = ModelBuilder.WithInput(19, 1, 2, 7, 6).Node("AveragePool", "x", "y", ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new[] { stride, stride }), ("ceil_mode", ceil), ("count_include_pad", includePad),
            ("pads", new[] { top, left, bottom, right }));
        var window = new NaiveWindow(kernel, kernel, stride, stride, 1, 1, top, left, bottom, right);
        ModelAssert.Gives(window.Average(Image, outH, outW, includePad == 1), model, Image);
    }

    [Fact]
    public void MaxPoolOverOneDimensionKeepsNegativeValuesAtPadding()
    {
        var input = new FloatTensor([-5, -3, -4, -1, -2], [1, 1, 5]);
        var model = ModelBuilder.WithInput(11, 1, 1, 5)
            .Node("MaxPool", "x", "y", ("kernel_shape", new[] { 3 }), ("strides", new[] { 2 }), ("pads", new[] { 1, 1 }));
        ModelAssert.Gives(new FloatTensor([-3, -1, -1], [1, 1, 3]), model, input);
    }

    [Fact]
    public void SamePaddingOfAnAveragePoolExcludesThePaddingByDefault()
    {
        var input = TestData.Counting(1, 1, 1, 4);
        var model = ModelBuilder.WithInput(11, 1, 1, 1, 4).Node("AveragePool", "x", "y", ("kernel_shape", new[] { 1, 2 }), ("auto_pad", "SAME_UPPER"));
        ModelAssert.Gives(new FloatTensor([0.5f, 1.5f, 2.5f, 3], [1, 1, 1, 4]), model, input);
    }

    [Fact]
    public void GlobalAveragePoolKeepsTheRank()
    {
        var model = ModelBuilder.WithInput(13, 1, 2, 2, 2).Node("GlobalAveragePool", "x", "y");
        ModelAssert.Gives(new FloatTensor([1.5f, 5.5f], [1, 2, 1, 1]), model, TestData.Counting(1, 2, 2, 2));
    }

    [Fact]
    public void AWindowOfPaddingOnlyIsRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 1, 4, 4).Node("MaxPool", "x", "y", ("kernel_shape", new[] { 1, 1 }), ("pads", new[] { 1, 1, 1, 1 }));
        Assert.Contains("padding only", Assert.Throws<OnnxImportException>(model.Load).Message);
    }

    [Fact]
    public void UsingTheIndicesOfAMaxPoolIsRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 1, 4, 4).Node("MaxPool", "x", "y,i", ("kernel_shape", new[] { 2, 2 })).Node("Identity", "i", "z");
        Assert.Contains("additional output", Assert.Throws<OnnxImportException>(model.Load).Message);
    }
}
