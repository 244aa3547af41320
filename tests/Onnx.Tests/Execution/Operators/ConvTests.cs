using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Execution.Operators;

public sealed class ConvTests
{
    private static readonly FloatTensor Image = TestData.Random(1, 1, 4, 7, 6);

    [Theory]
    [InlineData(1, 1, 1, 1, 1, 0, 0, 0, 0)]
    [InlineData(1, 2, 3, 1, 1, 0, 0, 0, 0)]
    [InlineData(1, 1, 1, 2, 1, 0, 0, 0, 0)]
    [InlineData(2, 2, 1, 1, 2, 1, 0, 2, 3)]
    [InlineData(4, 1, 2, 2, 1, 2, 1, 0, 1)]
    [InlineData(4, 1, 1, 1, 1, 1, 1, 1, 1)]
    public void TwoDimensionalVariantsMatchTheDefinition(
        int group, int strideH, int strideW, int dilationH, int dilationW, int top, int left, int bottom, int right)
    {
        var weights = TestData.Random(2, 8, 4 / group, 3, 2);
        var bias = TestData.Random(3, 8).Data;
        var model = ModelBuilder.WithInput(13, 1, 4, 7, 6).Weights("w", weights).Weights("b", [8], bias)
            .Node("Conv", "x,w,b", "y", ("group", group), ("strides", new[] { strideH, strideW }), ("kernel_shape", new[] { 3, 2 }),
                ("dilations", new[] { dilationH, dilationW }), ("pads", new[] { top, left, bottom, right }));
        var window = new NaiveWindow(3, 2, strideH, strideW, dilationH, dilationW, top, left, bottom, right);
        var outH = (7 + top + bottom - 2 * dilationH - 1) / strideH + 1;
        var outW = (6 + left + right - dilationW - 1) / strideW + 1;
        ModelAssert.Gives(window.Conv(Image, weights, bias, group, outH, outW), model, Image);
    }

    [Theory]
    [InlineData("SAME_UPPER", 1, 7, 6, 1, 0)]
    [InlineData("SAME_LOWER", 1, 7, 6, 1, 1)]
    [InlineData("SAME_UPPER", 2, 4, 3, 1, 0)]
    [InlineData("SAME_LOWER", 2, 4, 3, 1, 0)]
    [InlineData("VALID", 2, 3, 3, 0, 0)]
    public void AutomaticPaddingIsResolved(string mode, int stride, int outH, int outW, int top, int left)
    {
        var weights = TestData.Random(4, 3, 4, 3, 2);
        var model = ModelBuilder.WithInput(13, 1, 4, 7, 6).Weights("w", weights)
            .Node("Conv", "x,w", "y", ("auto_pad", mode), ("strides", new[] { stride, stride }));
        var window = new NaiveWindow(3, 2, stride, stride, Top: top, Left: left);
        var simplified = ModelAssert.Gives(window.Conv(Image, weights, new float[3], 1, outH, outW), model, Image);
        var node = Assert.Single(simplified.Nodes);
        Assert.False(node.Attributes.Has("auto_pad"));
        Assert.Equal([top, left], node.Attributes.Ints("pads")![..2]);
        Assert.Equal(3, node.Inputs.Count);
    }

    [Fact]
    public void OneDimensionalConvolutionIsASingleRow()
    {
        var input = TestData.Random(5, 2, 4, 9);
        var weights = TestData.Random(6, 6, 2, 3);
        var model = ModelBuilder.WithInput(13, 2, 4, 9).Weights("w", weights)
            .Node("Conv", "x,w", "y", ("group", 2), ("strides", new[] { 2 }), ("dilations", new[] { 2 }), ("pads", new[] { 1, 2 }));
        var window = new NaiveWindow(1, 3, 1, 2, 1, 2, 0, 1, 0, 2);
        var expected = window.Conv(input.Reshaped([2, 4, 1, 9]), weights.Reshaped([6, 2, 1, 3]), new float[6], 2, 1, 4);
        ModelAssert.Gives(expected.Reshaped([2, 6, 4]), model, input);
    }

    [Theory]
    [InlineData("group 3 does not fit", 3, 1, 0)]
    [InlineData("strides contains 0", 1, 0, 0)]
    [InlineData("pads contains -1", 1, 1, -1)]
    [InlineData("strides contains 2147483647", 1, int.MaxValue, 0)]
    public void BadParametersAreNamed(string message, int group, int stride, int pad)
    {
        var model = ModelBuilder.WithInput(13, 1, 4, 7, 6).Weights("w", TestData.Random(7, 6, 4, 3, 2))
            .Node("Conv", "x,w", "y", ("group", group), ("strides", new[] { stride, 1 }), ("pads", new[] { pad, 0, 0, 0 }));
        var error = Assert.Throws<OnnxImportException>(model.Load);
        Assert.Contains(message, error.Message);
        Assert.Contains("Conv_0", error.Message);
    }

    [Fact]
    public void KernelLargerThanThePaddedInputIsRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 1, 2, 2).Weights("w", TestData.Random(8, 1, 1, 3, 3)).Node("Conv", "x,w", "y");
        Assert.Contains("spans 3 positions", Assert.Throws<OnnxImportException>(model.Load).Message);
    }

    [Fact]
    public void BatchDimensionAboveOneIsSupported()
    {
        var input = TestData.Random(9, 3, 1, 4, 4);
        var weights = TestData.Random(10, 2, 1, 2, 2);
        var model = ModelBuilder.WithInput(13, 3, 1, 4, 4).Weights("w", weights).Node("Conv", "x,w", "y");
        ModelAssert.Gives(new NaiveWindow(2, 2).Conv(input, weights, new float[2], 1, 3, 3), model, input);
        Assert.Equal([3, 2, 3, 3], FloatRun.Original(model, input).Shape);
    }
}
