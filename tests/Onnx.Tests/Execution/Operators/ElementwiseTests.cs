using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Execution.Operators;

public sealed class ElementwiseTests
{
    private static readonly FloatTensor Line = new([-2, -0.5f, 0, 0.5f, 2, 7], [2, 3]);

    [Theory]
    [InlineData("Relu", new float[] { 0, 0, 0, 0.5f, 2, 7 })]
    [InlineData("LeakyRelu", new[] { -0.02f, -0.005f, 0, 0.5f, 2, 7 })]
    [InlineData("Sigmoid", new[] { 0.11920292f, 0.37754067f, 0.5f, 0.62245933f, 0.880797f, 0.99908895f })]
    [InlineData("Tanh", new[] { -0.9640276f, -0.46211716f, 0, 0.46211716f, 0.9640276f, 0.99999834f })]
    public void Activations(string opType, float[] expected) =>
        ModelAssert.Gives(new FloatTensor(expected, [2, 3]), ModelBuilder.WithInput(13, 2, 3).Node(opType, "x", "y"), Line);

    [Fact]
    public void LeakyReluUsesItsSlope() => ModelAssert.Gives(
        new FloatTensor([-1, -0.25f, 0, 0.5f, 2, 7], [2, 3]), ModelBuilder.WithInput(13, 2, 3).Node("LeakyRelu", "x", "y", ("alpha", 0.5f)), Line);

    [Theory]
    [InlineData("x,lo,hi", new[] { -1, -0.5f, 0, 0.5f, 2, 6 })]
    [InlineData("x,,hi", new[] { -2, -0.5f, 0, 0.5f, 2, 6 })]
    [InlineData("x,lo", new[] { -1, -0.5f, 0, 0.5f, 2, 7 })]
    [InlineData("x,hi,lo", new float[] { -1, -1, -1, -1, -1, -1 })]
    public void ClipBoundsAsInputs(string inputs, float[] expected)
    {
        var model = ModelBuilder.WithInput(13, 2, 3).Weights("lo", [], -1).Weights("hi", [], 6).Node("Clip", inputs, "y");
        var simplified = ModelAssert.Gives(new FloatTensor(expected, [2, 3]), model, Line);
        Assert.Equal(inputs.Split(','), Assert.Single(simplified.Nodes).Inputs);
    }

    [Fact]
    public void ClipBoundsAsAttributes() => ModelAssert.Gives(
        new FloatTensor([-1, -0.5f, 0, 0.5f, 2, 6], [2, 3]), ModelBuilder.WithInput(8, 2, 3).Node("Clip", "x", "y", ("min", -1f), ("max", 6f)), Line);

    [Theory]
    [InlineData("Add", "x,c", new float[] { 10, 11, 12, 23, 24, 25 })]
    [InlineData("Add", "c,x", new float[] { 10, 11, 12, 23, 24, 25 })]
    [InlineData("Sub", "x,c", new float[] { -10, -9, -8, -17, -16, -15 })]
    [InlineData("Sub", "c,x", new float[] { 10, 9, 8, 17, 16, 15 })]
    [InlineData("Mul", "c,x", new float[] { 0, 10, 20, 60, 80, 100 })]
    [InlineData("Div", "x,c", new[] { 0, 0.1f, 0.2f, 0.15f, 0.2f, 0.25f })]
    public void ArithmeticWithABroadcastConstant(string opType, string inputs, float[] expected)
    {
        var model = ModelBuilder.WithInput(13, 2, 3).Weights("c", [2, 1], 10, 20).Node(opType, inputs, "y");
        var simplified = ModelAssert.Gives(new FloatTensor(expected, [2, 3]), model, TestData.Counting(2, 3));
        var node = Assert.Single(simplified.Nodes);
        Assert.NotEqual("Div", node.OpType);
        Assert.Equal(inputs == "c,x" && opType == "Sub", node.Inputs[1] == "x");
    }

    [Fact]
    public void BothOperandsMayStretch()
    {
        var model = ModelBuilder.WithInput(13, 3, 1).Weights("c", [1, 2], 10, 20).Node("Add", "x,c", "y");
        ModelAssert.Gives(new FloatTensor([10, 20, 11, 21, 12, 22], [3, 2]), model, TestData.Counting(3, 1));
    }

    [Theory]
    [InlineData("Div", "c,x", "depends on the model input")]
    [InlineData("Add", "x,d", "cannot be broadcast")]
    public void UnsupportedOperandsAreNamed(string opType, string inputs, string message)
    {
        var model = ModelBuilder.WithInput(13, 2, 3).Weights("c", [3], 1, 2, 3).Weights("d", [2], 1, 2).Node(opType, inputs, "y");
        Assert.Contains(message, Assert.Throws<OnnxImportException>(model.Load).Message);
    }

    [Theory]
    [InlineData(11, 1, "everything")]
    [InlineData(11, 2, "row")]
    [InlineData(13, 1, "column")]
    [InlineData(13, -1, "row")]
    [InlineData(13, 2, "row")]
    [InlineData(13, 0, "element")]
    public void SoftmaxSumsToOneOverItsGroup(int opset, int axis, string group)
    {
        var input = TestData.Random(4, 1, 2, 3);
        var expected = FloatTensor.Zeros(1, 2, 3);
        for (var i = 0; i < 6; i++)
        {
            bool Together(int j) => group switch
            {
                "everything" => true,
                "row" => j / 3 == i / 3,
                "column" => j % 3 == i % 3,
                _ => j == i,
            };
            var sum = Enumerable.Range(0, 6).Where(Together).Sum(j => Math.Exp(input.Data[j]));
            expected.Data[i] = (float)(Math.Exp(input.Data[i]) / sum);
        }
        ModelAssert.Gives(expected, ModelBuilder.WithInput(opset, 1, 2, 3).Node("Softmax", "x", "y", ("axis", axis)), input);
    }

    [Fact]
    public void SoftmaxOfLargeValuesDoesNotOverflow() => ModelAssert.Gives(
        new FloatTensor([0.5f, 0.5f], [1, 2]), ModelBuilder.WithInput(13, 1, 2).Node("Softmax", "x", "y"), new FloatTensor([1000, 1000], [1, 2]));
}
