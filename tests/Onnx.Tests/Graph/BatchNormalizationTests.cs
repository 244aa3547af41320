using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Graph;

/// <summary>Batch normalization and other per-channel scales, folded into weights where possible.</summary>
public sealed class BatchNormalizationTests
{
    private static readonly FloatTensor Input = TestData.Random(1, 1, 2, 4, 4);
    private static readonly FloatTensor Weights = TestData.Random(2, 3, 2, 3, 3);
    private static readonly FloatTensor Convolved = new NaiveWindow(3, 3).Conv(Input, Weights, [0.5f, -1, 2], 1, 2, 2);

    [Fact]
    public void FoldsIntoTheConvolutionBeforeIt()
    {
        var model = ConvModel("w,b").Node("BatchNormalization", "c,s,o,m,v", "y", ("epsilon", 0.01f));
        var simplified = ModelAssert.Gives(Normalized(Convolved), model, Input);
        Assert.Equal("Conv", Assert.Single(simplified.Nodes).OpType);
        Assert.Equal(2, simplified.Initializers.Count);
    }

    [Fact]
    public void FoldsIntoAConvolutionWithoutBias()
    {
        var convolved = new NaiveWindow(3, 3).Conv(Input, Weights, new float[3], 1, 2, 2);
        var model = ConvModel("w").Node("BatchNormalization", "c,s,o,m,v", "y", ("epsilon", 0.01f));
        Assert.Single(ModelAssert.Gives(Normalized(convolved), model, Input).Nodes);
    }

    [Fact]
    public void StaysSeparateWhenTheConvolutionHasAnotherConsumer()
    {
        var model = ConvModel("w,b").Node("BatchNormalization", "c,s,o,m,v", "n", ("epsilon", 0.01f)).Node("Add", "n,c", "y");
        var expected = Normalized(Convolved);
        for (var i = 0; i < expected.Length; i++) expected.Data[i] += Convolved.Data[i];
        var simplified = ModelAssert.Gives(expected, model, Input);
        Assert.Equal(["Conv", "Mul", "Add", "Add"], simplified.Nodes.Select(node => node.OpType));
        Assert.Equal([1, 3, 1, 1], simplified.Shapes[simplified.Nodes[1].Inputs[1]]);
    }

    [Fact]
    public void StaysSeparateWhenTheConvolutionIsAnOutputOfTheGraph()
    {
        var model = ConvModel("w,b").Node("BatchNormalization", "c,s,o,m,v", "y").Output("y").Output("c");
        var simplified = GraphSimplifier.Simplify(model.Load());
        Assert.Equal(["Conv", "Mul", "Add"], simplified.Nodes.Select(node => node.OpType));
        Assert.Equal(["y", "c"], simplified.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void FoldsIntoAGemmBeforeIt()
    {
        var input = TestData.Random(4, 1, 2);
        var gemm = TestData.Random(5, 2, 3);
        var product = new FloatTensor([0, 0, 0], [1, 3]);
        for (var i = 0; i < 6; i++) product.Data[i % 3] += input.Data[i / 3] * gemm.Data[i];
        var model = Parameters(ModelBuilder.WithInput(13, 1, 2)).Weights("w", gemm).Node("Gemm", "x,w", "c")
            .Node("BatchNormalization", "c,s,o,m,v", "y", ("epsilon", 0.01f));
        Assert.Equal("Gemm", Assert.Single(ModelAssert.Gives(Normalized(product), model, input).Nodes).OpType);
    }

    [Fact]
    public void ChainsOfConstantScalesAndShiftsFoldAsWell()
    {
        var model = ConvModel("w,b").Weights("k", [3, 1, 1], 2, 3, 4).Weights("t", [], 0.5f)
            .Node("Mul", "k,c", "p").Node("Sub", "p,t", "q").Node("Div", "q,t", "y");
        var expected = FloatTensor.Zeros(Convolved.Shape);
        for (var i = 0; i < expected.Length; i++) expected.Data[i] = (Convolved.Data[i] * (2 + i / 4) - 0.5f) * 2;
        Assert.Single(ModelAssert.Gives(expected, model, Input).Nodes);
    }

    [Fact]
    public void ScalesAlongAnotherAxisDoNotFold()
    {
        var model = ConvModel("w,b").Weights("k", [2], 2, 3).Node("Mul", "c,k", "y");
        var expected = FloatTensor.Zeros(Convolved.Shape);
        for (var i = 0; i < expected.Length; i++) expected.Data[i] = Convolved.Data[i] * (2 + i % 2);
        Assert.Equal(2, ModelAssert.Gives(expected, model, Input).Nodes.Count);
    }

    [Theory]
    [InlineData("training_mode", 1, "model.eval()")]
    [InlineData("spatial", 0, "spatial=0")]
    public void UnsupportedModesAreNamed(string attribute, int value, string message)
    {
        var model = ConvModel("w,b").Node("BatchNormalization", "c,s,o,m,v", "y", (attribute, value));
        Assert.Contains(message, Assert.Throws<OnnxImportException>(model.Load).Message);
    }

    [Fact]
    public void NegativeVarianceIsRefused()
    {
        var model = ConvModel("w,b").Weights("neg", [3], 1, -1, 1).Node("BatchNormalization", "c,s,o,m,neg", "y");
        var error = Assert.Throws<GraphException>(() => GraphSimplifier.Simplify(model.Load()));
        Assert.Contains("variance", error.Message);
    }

    private static ModelBuilder ConvModel(string weights) =>
        Parameters(ModelBuilder.WithInput(13, 1, 2, 4, 4)).Weights("w", Weights).Weights("b", [3], 0.5f, -1, 2).Node("Conv", $"x,{weights}", "c");

    private static ModelBuilder Parameters(ModelBuilder model) =>
        model.Weights("s", [3], 1, 2, -3).Weights("o", [3], 0.1f, 0.2f, 0.3f).Weights("m", [3], 0.5f, -0.5f, 1).Weights("v", [3], 1, 4, 0.25f);

    private static FloatTensor Normalized(FloatTensor x)
    {
        double[] scale = [1, 2, -3], offset = [0.1, 0.2, 0.3], mean = [0.5, -0.5, 1], variance = [1, 4, 0.25];
        var y = FloatTensor.Zeros(x.Shape);
        for (var i = 0; i < x.Length; i++)
        {
            var c = i / (x.Length / 3);
            y.Data[i] = (float)(scale[c] * (x.Data[i] - mean[c]) / Math.Sqrt(variance[c] + 0.01) + offset[c]);
        }
        return y;
    }
}
