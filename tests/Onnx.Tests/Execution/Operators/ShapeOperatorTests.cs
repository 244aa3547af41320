using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Execution.Operators;

/// <summary>Operators that move elements without computing.</summary>
public sealed class ShapeOperatorTests
{
    private static readonly FloatTensor Cube = TestData.Counting(1, 2, 3);

    [Theory]
    [InlineData(new long[] { 1, -1 }, new[] { 1, 6 })]
    [InlineData(new long[] { 0, 3, -1 }, new[] { 1, 3, 2 })]
    [InlineData(new long[] { -1 }, new[] { 6 })]
    [InlineData(new long[] { 1, 0, 1, 3 }, new[] { 1, 2, 1, 3 })]
    public void Reshape(long[] target, int[] shape) => ModelAssert.Gives(
        Cube.Reshaped(shape), ModelBuilder.WithInput(13, 1, 2, 3).Longs("s", target).Node("Reshape", "x,s", "y"), Cube);

    [Theory]
    [InlineData(new long[] { 4, -1 })]
    [InlineData(new long[] { -1, -1 })]
    [InlineData(new long[] { 7 })]
    [InlineData(new long[] { 1, 1, 1, 0 })]
    [InlineData(new long[] { -2, 3 })]
    [InlineData(new long[] { long.MaxValue, 2 })]
    public void ReshapeToAnotherSizeIsRefused(long[] target) => Assert.Throws<OnnxImportException>(
        ModelBuilder.WithInput(13, 1, 2, 3).Longs("s", target).Node("Reshape", "x,s", "y").Load);

    [Theory]
    [InlineData(0, new[] { 1, 6 })]
    [InlineData(1, new[] { 1, 6 })]
    [InlineData(2, new[] { 2, 3 })]
    [InlineData(-1, new[] { 2, 3 })]
    [InlineData(3, new[] { 6, 1 })]
    public void Flatten(int axis, int[] shape) => ModelAssert.Gives(
        Cube.Reshaped(shape), ModelBuilder.WithInput(13, 1, 2, 3).Node("Flatten", "x", "y", ("axis", axis)), Cube);

    [Fact]
    public void SqueezeAndUnsqueezeTakeAxesAsAttributeOrInput()
    {
        var old = ModelBuilder.WithInput(11, 1, 2, 3).Node("Squeeze", "x", "s", ("axes", new[] { 0 })).Node("Unsqueeze", "s", "y", ("axes", new[] { 0, 3 }));
        ModelAssert.Gives(Cube.Reshaped([1, 2, 3, 1]), old, Cube);
        var current = ModelBuilder.WithInput(13, 1, 2, 3).Longs("a", -3).Longs("b", -1, 1).Node("Squeeze", "x,a", "s").Node("Unsqueeze", "s,b", "y");
        ModelAssert.Gives(Cube.Reshaped([2, 1, 3, 1]), current, Cube);
        ModelAssert.Gives(Cube.Reshaped([2, 3]), ModelBuilder.WithInput(13, 1, 2, 3).Node("Squeeze", "x", "y"), Cube);
    }

    [Theory]
    [InlineData("Squeeze", new long[] { 1 }, "is not 1")]
    [InlineData("Squeeze", new long[] { 3 }, "out of range")]
    [InlineData("Unsqueeze", new long[] { 1, 1 }, "listed twice")]
    [InlineData("Unsqueeze", new long[] { 0, 1, 2, 3, 4, 5 }, "at most 8")]
    public void BadAxesAreNamed(string opType, long[] axes, string message) => Assert.Contains(
        message,
        Assert.Throws<OnnxImportException>(ModelBuilder.WithInput(13, 1, 2, 3).Longs("a", axes).Node(opType, "x,a", "y").Load).Message);

    [Fact]
    public void Transpose()
    {
        ModelAssert.Gives(new FloatTensor([0, 3, 1, 4, 2, 5], [3, 2, 1]), ModelBuilder.WithInput(13, 1, 2, 3).Node("Transpose", "x", "y"), Cube);
        var input = TestData.Counting(2, 2, 3);
        var model = ModelBuilder.WithInput(13, 2, 2, 3).Node("Transpose", "x", "y", ("perm", new[] { 1, 2, 0 }));
        ModelAssert.Gives(new FloatTensor([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11], [2, 3, 2]), model, input);
        var bad = ModelBuilder.WithInput(13, 2, 2, 3).Node("Transpose", "x", "y", ("perm", new[] { 1, 1, 0 }));
        Assert.Contains("not a permutation", Assert.Throws<OnnxImportException>(bad.Load).Message);
    }

    [Theory]
    [InlineData(0, new[] { 2, 2, 3 }, new float[] { 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5 })]
    [InlineData(1, new[] { 1, 4, 3 }, new float[] { 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5 })]
    [InlineData(-1, new[] { 1, 2, 6 }, new float[] { 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5 })]
    public void Concat(int axis, int[] shape, float[] expected) => ModelAssert.Gives(
        new FloatTensor(expected, shape), ModelBuilder.WithInput(13, 1, 2, 3).Node("Concat", "x,x", "y", ("axis", axis)), Cube);

    [Fact]
    public void ConcatOfUnequalParts()
    {
        var model = ModelBuilder.WithInput(13, 1, 2, 3).Weights("c", [1, 2, 1], 8, 9).Node("Concat", "c,x,c", "y", ("axis", 2));
        ModelAssert.Gives(new FloatTensor([8, 0, 1, 2, 8, 9, 3, 4, 5, 9], [1, 2, 5]), model, Cube);
        var bad = ModelBuilder.WithInput(13, 1, 2, 3).Weights("c", [1, 2, 1], 8, 9).Node("Concat", "c,x", "y", ("axis", 1));
        Assert.Contains("does not fit", Assert.Throws<OnnxImportException>(bad.Load).Message);
    }

    [Fact]
    public void PadWithAttributesOrInputs()
    {
        var input = TestData.Counting(2, 2);
        var expected = new FloatTensor([7, 7, 7, 7, 7, 0, 1, 7, 7, 2, 3, 7], [3, 4]);
        int[] pads = [1, 1, 0, 1];
        ModelAssert.Gives(expected, ModelBuilder.WithInput(9, 2, 2).Node("Pad", "x", "y", ("pads", pads), ("value", 7f)), input);
        ModelAssert.Gives(expected, ModelBuilder.WithInput(13, 2, 2).Longs("p", 1, 1, 0, 1).Weights("v", [], 7).Node("Pad", "x,p,v", "y"), input);
        var byAxis = ModelBuilder.WithInput(18, 2, 2).Longs("p", 1, 0).Longs("a", -1).Node("Pad", "x,p,,a", "y");
        ModelAssert.Gives(new FloatTensor([0, 0, 1, 0, 2, 3], [2, 3]), byAxis, input);
    }

    [Theory]
    [InlineData("reflect", 1, "'reflect' is not supported")]
    [InlineData("constant", -1, "pad -1")]
    [InlineData("constant", int.MaxValue, "pad 2147483647")]
    [InlineData("constant", 1 << 20, "more than")]
    public void UnsupportedPadsAreNamed(string mode, int pad, string message)
    {
        var model = ModelBuilder.WithInput(9, 2, 2).Node("Pad", "x", "y", ("pads", new[] { pad, pad, 0, 0 }), ("mode", mode));
        Assert.Contains(message, Assert.Throws<OnnxImportException>(model.Load).Message);
    }
}
