using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Execution.Operators;

/// <summary>What a Split has to look like, and its folding.</summary>
public sealed class SplitOperatorTests
{
    [Theory]
    [InlineData(11, new[] { 1, 2 }, "the sizes [1, 2] do not add up to 6")]
    [InlineData(11, new[] { 5, 2 }, "the sizes [5, 2] do not add up to 6")]
    [InlineData(11, new[] { -1, 7 }, "the sizes [-1, 7] do not add up to 6")]
    [InlineData(11, new[] { 2, 2, 2 }, "has 3 sizes for 2 outputs")]
    [InlineData(11, new[] { 6, 0 }, "part 1 is empty")]
    [InlineData(13, new[] { 1, 5 }, "is an input since operator set 13")]
    public void SizesThatAreAnAttribute(int opset, int[] sizes, string message) =>
        Refused(message, ModelBuilder.WithInput(opset, 2, 6).Node("Split", "x", "a,b", ("axis", 1), ("split", sizes)));

    [Theory]
    [InlineData(13, new long[] { 1, 2 }, "the sizes [1, 2] do not add up to 6")]
    [InlineData(18, new long[] { long.MaxValue, long.MaxValue }, "do not add up to 6")]
    [InlineData(18, new long[] { 6 }, "has 1 sizes for 2 outputs")]
    [InlineData(18, new long[] { 0, 6 }, "part 0 is empty")]
    [InlineData(11, new long[] { 1, 5 }, "has 2 inputs; expected 1")]
    public void SizesThatAreAnInput(int opset, long[] sizes, string message) =>
        Refused(message, ModelBuilder.WithInput(opset, 2, 6).Longs("s", sizes).Node("Split", "x,s", "a,b", ("axis", 1)));

    [Fact]
    public void SizesHaveToBeConstant()
    {
        Refused("has to be a constant", new ModelBuilder().Integers("s", Proto.TensorProto.Types.DataType.Int64, 2).Weights("w", [2, 2], 1, 2, 3, 4).Node("Split", "w,s", "a,b"));
        Refused("holds floats where integers are expected", ModelBuilder.WithInput(13, 2, 6).Weights("s", [2], 1, 1).Node("Split", "x,s", "a,b"));
    }

    [Theory]
    [InlineData(13, "a,b,c,d", 1, "6 elements cannot be cut into 4 equal parts")]
    [InlineData(13, "a,b", 2, "axis 2 is out of range")]
    [InlineData(13, "a,b", -3, "axis -3 is out of range")]
    [InlineData(13, "a,", 1, "an output has no name")]
    [InlineData(18, "a,b", 1, "neither sizes nor num_outputs")]
    public void PartsWithoutSizes(int opset, string parts, int axis, string message) =>
        Refused(message, ModelBuilder.WithInput(opset, 2, 6).Node("Split", "x", parts, ("axis", axis)));

    [Theory]
    [InlineData(13, 2, "is read since operator set 18")]
    [InlineData(18, 3, "num_outputs is 3, but it has 2 outputs")]
    [InlineData(18, 0, "num_outputs is 0, but it has 2 outputs")]
    public void ACountOfPartsIsThatOfTheOutputs(int opset, int count, string message) =>
        Refused(message, ModelBuilder.WithInput(opset, 2, 6).Node("Split", "x", "a,b", ("num_outputs", count)));

    [Fact]
    public void ACountOfPartsLeavesNoneEmpty()
    {
        Refused("5 elements cannot be cut into 4 parts of 2", ModelBuilder.WithInput(18, 5).Node("Split", "x", "a,b,c,d", ("num_outputs", 4)));
        Refused("4 elements cannot be cut into 3 parts of 2", ModelBuilder.WithInput(18, 4).Node("Split", "x", "a,b,c", ("num_outputs", 3)));
        Refused("both sizes and num_outputs", ModelBuilder.WithInput(18, 4).Longs("s", 1, 3).Node("Split", "x,s", "a,b", ("num_outputs", 2)));
    }

    [Fact]
    public void ScalarsHaveNoParts() => Refused("axis 0 is out of range for a tensor of rank 0", ModelBuilder.WithInput(13).Node("Split", "x", "a"));

    [Fact]
    public void ConstantsAreFoldedBitByBit()
    {
        var weights = TestData.Random(3, 2, 5, 3);
        var model = ModelBuilder.WithInput(13, 1, 2, 1, 3).Weights("w", weights).Longs("s", 3, 1, 1)
            .Node("Split", "w,s", "a,b,c", ("axis", -2)).Node("Add", "x,b", "h").Node("Add", "h,a", "y");
        var graph = model.Load();
        Assert.Equal([2, 3, 3], graph.Shapes["a"]);
        for (var k = 0; k < 2; k++)
        {
            Assert.Equal(weights.Data[(k * 15)..(k * 15 + 9)], ((FloatTensor)graph.Constants["a"]).Data[(k * 9)..(k * 9 + 9)]);
            Assert.Equal(weights.Data[(k * 15 + 9)..(k * 15 + 12)], ((FloatTensor)graph.Constants["b"]).Data[(k * 3)..(k * 3 + 3)]);
        }
        Assert.DoesNotContain(GraphSimplifier.Simplify(graph).Nodes, node => node.OpType == "Split");
    }

    /// <summary>Exporters cut shapes, also at an end.</summary>
    [Fact]
    public void ShapesAreCutWithEmptyParts()
    {
        var model = ModelBuilder.WithInput(13, 2, 3, 4).Longs("s", 0, 1, 2).Longs("rest", -1)
            .Node("Shape", "x", "h").Node("Split", "h,s", "none,first,others").Node("Concat", "none,first,rest", "t", ("axis", 0)).Node("Reshape", "x,t", "y");
        var graph = model.Load();
        Assert.Equal([0], graph.Shapes["none"]);
        Assert.Equal([3, 4], ((LongTensor)graph.Constants["others"]).Data);
        ModelAssert.Gives(TestData.Counting(2, 12), model, TestData.Counting(2, 3, 4));
    }

    /// <summary>One part is the whole, and goes away.</summary>
    [Fact]
    public void ASinglePartIsRemoved()
    {
        var model = ModelBuilder.WithInput(18, 2, 3).Node("Relu", "x", "r").Node("Split", "r", "s", ("num_outputs", 1)).Node("Neg", "s", "y");
        var graph = ModelAssert.Gives(new FloatTensor([0, -1, -2, -3, -4, -5], [2, 3]), model, TestData.Counting(2, 3));
        Assert.DoesNotContain(graph.Nodes, node => node.OpType is "Split" or "Identity");
    }

    private static void Refused(string message, ModelBuilder model) =>
        Assert.Contains(message, Assert.Throws<OnnxImportException>(model.Load).Message);
}
