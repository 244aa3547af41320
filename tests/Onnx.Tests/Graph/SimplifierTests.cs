using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Graph;

public sealed class SimplifierTests
{
    [Fact]
    public void ShapeChainsFoldIntoTheReshape()
    {
        var input = TestData.Counting(1, 2, 3);
        var one = ModelBuilder.FloatTensorProto("", [1], -1);
        var model = ModelBuilder.WithInput(13, 1, 2, 3).Longs("zero", 0).Longs("axes", 0)
            .Node("Shape", "x", "shape")
            .Node("Gather", "shape,zero", "batch", ("axis", 0))
            .Node("Squeeze", "batch,axes", "scalar")
            .Node("Unsqueeze", "scalar,axes", "vector")
            .Node("Constant", "", "rest", ("value", one))
            .Node("Cast", "rest", "last", ("to", 7))
            .Node("Concat", "vector,last", "target", ("axis", 0))
            .Node("Reshape", "x,target", "y");
        var simplified = ModelAssert.Gives(input.Reshaped([1, 6]), model, input);
        Assert.Equal("Reshape", Assert.Single(simplified.Nodes).OpType);
        Assert.Equal([1, -1], ((LongTensor)Assert.Single(simplified.Initializers).Value).Data);
    }

    [Theory]
    [InlineData("value_float", 2f)]
    [InlineData("value_floats", new[] { 2f })]
    public void ConstantNodesFold(string attribute, object value)
    {
        var model = ModelBuilder.WithInput(13, 2).Node("Constant", "", "c", (attribute, value)).Node("Mul", "x,c", "y");
        Assert.Single(ModelAssert.Gives(new FloatTensor([6, 8], [2]), model, new FloatTensor([3, 4], [2])).Nodes);
    }

    [Fact]
    public void IntegerArithmeticOnShapesFolds()
    {
        var model = ModelBuilder.WithInput(15, 1, 4, 3).Longs("two", 2)
            .Node("Shape", "x", "s", ("start", 1)).Node("Div", "s,two", "h").Node("Mul", "h,two", "d").Node("Add", "d,two", "a").Node("Sub", "a,two", "t")
            .Longs("m", -1).Node("Concat", "t,m", "r", ("axis", 0)).Node("Reshape", "x,r", "y");
        var error = Assert.Throws<OnnxImportException>(model.Load);
        Assert.Contains("cannot reshape [1, 4, 3] to [4, 2, -1]", error.Message);
    }

    [Fact]
    public void IdentitiesDisappearAndNamesOfOutputsStay()
    {
        var input = TestData.Random(1, 1, 3);
        var model = ModelBuilder.WithInput(10, 1, 3)
            .Node("Identity", "x", "a").Node("Dropout", "a", "b,mask").Node("Relu", "b", "c").Node("Cast", "c", "d", ("to", 1)).Node("Flatten", "d", "out");
        var simplified = ModelAssert.Gives(new FloatTensor(Array.ConvertAll(input.Data, v => Math.Max(v, 0)), [1, 3]), model, input);
        var node = Assert.Single(simplified.Nodes);
        Assert.Equal(("Relu", "x", "out"), (node.OpType, node.Inputs[0], node.Output));
    }

    [Fact]
    public void AnOutputThatRepeatsAnotherKeepsItsIdentity()
    {
        var model = ModelBuilder.WithInput(13, 1, 3).Node("Relu", "x", "a").Node("Identity", "a", "b").Node("Dropout", "x", "c")
            .Output("a").Output("b").Output("c");
        var simplified = GraphSimplifier.Simplify(model.Load());
        Assert.Equal(["Relu", "Identity", "Identity"], simplified.Nodes.Select(node => node.OpType));
        var outputs = FloatRun.Of(simplified, new Dictionary<string, Tensor> { ["x"] = new FloatTensor([-1, 0, 1], [1, 3]) });
        Assert.Equal([0, 0, 1], ((FloatTensor)outputs["b"]).Data);
        Assert.Equal([-1, 0, 1], ((FloatTensor)outputs["c"]).Data);
    }

    [Fact]
    public void NodesAndWeightsWithoutEffectAreDropped()
    {
        var model = ModelBuilder.WithInput(13, 1, 3).Weights("w", [3], 1, 2, 3).Weights("unused", [1], 5)
            .Node("Mul", "x,w", "dead").Node("Relu", "x", "y");
        var simplified = GraphSimplifier.Simplify(model.Load());
        Assert.Single(simplified.Nodes);
        Assert.Empty(simplified.Initializers);
    }

    [Fact]
    public void DivisionByAZeroConstantIsRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Weights("w", [2], 1, 0).Node("Div", "x,w", "y");
        Assert.Contains("contains 0", Assert.Throws<GraphException>(() => GraphSimplifier.Simplify(model.Load())).Message);
    }

    [Fact]
    public void ConstantExpressionsThatOverflowAreRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Weights("w", [2], 1e30f, 1).Node("Mul", "w,w", "s").Node("Add", "x,s", "y");
        Assert.Contains("NaN or infinity", Assert.Throws<OnnxImportException>(model.Load).Message);
    }

    [Fact]
    public void AFewBytesCannotAskForHugeConstantExpressions()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Weights("c0", [1, 1, 2, 2], 1, 2, 3, 4);
        for (var i = 0; i < 40; i++) model.Node("Concat", $"c{i},c{i}", $"c{i + 1}", ("axis", 2 + i % 2));
        model.Node("Add", "x,c40", "y");
        Assert.Throws<OnnxImportException>(model.Load);
    }

    [Fact]
    public void ExpensiveConstantReductionsAreRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 1, 1024, 1024).Weights("c", [1, 1, 1, 1], 1)
            .Node("Pad", "c,p", "big").Node("MaxPool", "big", "m", ("kernel_shape", new[] { 1001, 1001 }), ("auto_pad", "SAME_UPPER"))
            .Node("Add", "x,m", "y").Longs("p", 0, 0, 0, 0, 0, 0, 1023, 1023);
        Assert.Contains("too much work", Assert.Throws<OnnxImportException>(model.Load).Message);
    }
}
