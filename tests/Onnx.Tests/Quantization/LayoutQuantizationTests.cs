using Zkml.Circuits.Operators;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Tests.Models;
using static Zkml.Onnx.Tests.Quantization.QuantizationFixture;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Pooling, padding, concatenation, softmax and the operators that move data.</summary>
public sealed class LayoutQuantizationTests
{
    [Theory]
    [InlineData(2, 2, 0, 1, 0)]
    [InlineData(3, 2, 1, 1, 0)]
    [InlineData(3, 2, 0, 1, 1)]
    [InlineData(3, 3, 1, 1, 1)]
    [InlineData(2, 1, 0, 2, 0)]
    public void MaxPoolAttributes(int kernel, int stride, int pad, int dilation, int ceil) =>
        Near(ModelBuilder.WithInput(13, 1, 2, 8, 7).Node(
            "MaxPool", "x", "y", ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }),
            ("pads", new[] { pad, pad, pad, pad }), ("dilations", new[] { dilation, dilation }), ("ceil_mode", ceil)));

    [Theory]
    [InlineData(2, 2, 0, 0, 0)]
    [InlineData(3, 2, 1, 0, 0)]
    [InlineData(3, 2, 1, 0, 1)]
    [InlineData(3, 2, 0, 1, 0)]
    [InlineData(3, 2, 1, 1, 1)]
    public void AveragePoolAttributes(int kernel, int stride, int pad, int ceil, int includePad) =>
        Near(ModelBuilder.WithInput(13, 1, 2, 8, 7).Node(
            "AveragePool", "x", "a", ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }),
            ("pads", new[] { pad, pad, pad, pad }), ("ceil_mode", ceil), ("count_include_pad", includePad)).Node("Relu", "a", "y"));

    [Fact]
    public void PoolsInOneDimension() =>
        Near(ModelBuilder.WithInput(13, 1, 3, 12).Node("MaxPool", "x", "m", ("kernel_shape", new[] { 3 }))
            .Node("AveragePool", "m", "a", ("kernel_shape", new[] { 2 }), ("strides", new[] { 2 })).Node("GlobalAveragePool", "a", "y"));

    [Fact]
    public void AverageThatIsTheOutputIsAnExactSum()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 3, 7, 7).Node("GlobalAveragePool", "x", "y"));
        Assert.Null(model.Layers[0].Shift);
        Assert.Equal(model.Graph.Inputs[0].Scale / 49, model.Graph.Outputs[0].Scale);
    }

    [Fact]
    public void ActivationMovesBeforeThePoolThatItFollows()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 2, 8, 8).Weights("w", TestData.Random(1, 3, 2, 3, 3))
            .Node("Conv", "x,w", "c").Node("MaxPool", "c", "m", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))
            .Node("Relu", "m", "r").Node("Flatten", "r", "y"));
        Assert.Equal("Conv MaxPool Reshape", Kinds(model));
    }

    [Theory]
    [InlineData("Conv MaxPool Reshape", "Tanh")]
    [InlineData("Conv MaxPool Reshape", "LeakyRelu")]
    public void FunctionsMoveBeforeThePoolAsWell(string kinds, string op) =>
        Assert.Equal(kinds, Kinds(Near(ModelBuilder.WithInput(13, 1, 2, 8, 8).Weights("w", TestData.Random(1, 3, 2, 3, 3))
            .Node("Conv", "x,w", "c").Node("MaxPool", "c", "m", ("kernel_shape", new[] { 2, 2 })).Node(op, "m", "y"))));

    [Theory]
    [InlineData(0f)]
    [InlineData(-3f)]
    [InlineData(1.5f)]
    public void PadValuesAreWithinTheCodes(float value) =>
        Near(ModelBuilder.WithInput(13, 1, 2, 4, 4).Weights("w", TestData.Random(1, 3, 2, 1, 1)).Weights("v", [], value).Longs("p", 0, 0, 1, 2, 0, 0, 0, 1)
            .Node("Conv", "x,w", "c").Node("Relu", "c", "r").Node("Pad", "r,p,v", "q").Node("MaxPool", "q", "y", ("kernel_shape", new[] { 2, 2 })));

    [Fact]
    public void PadValueBeyondAllCodesIsClippedWithANote()
    {
        var model = Quantize(ModelBuilder.WithInput(13, 1, 2, 4, 4).Weights("v", [], -1e9f).Longs("p", 0, 0, 1, 1, 0, 0, 1, 1)
            .Node("Pad", "x,p,v", "q").Node("MaxPool", "q", "y", ("kernel_shape", new[] { 2, 2 })));
        Assert.Contains("Pad_0", Assert.Single(model.Notes));
        Assert.Equal(-128, ((PadOperator)model.Graph.Operators[0]).Value);
    }

    [Fact]
    public void MovesOfData() =>
        Near(ModelBuilder.WithInput(13, 1, 2, 3, 4).Longs("axes", 0).Longs("shape", 4, -1)
            .Node("Transpose", "x", "t", ("perm", new[] { 0, 2, 3, 1 })).Node("Squeeze", "t,axes", "s").Node("Reshape", "s,shape", "r")
            .Node("Unsqueeze", "r,axes", "u").Node("Transpose", "u", "y"));

    [Fact]
    public void ConcatOfLayersSharesAScaleAndCopies()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 3, 4, 4).Weights("w", TestData.Random(1, 2, 3, 1, 1)).Weights("v", TestData.Random(2, 4, 3, 1, 1))
            .Node("Conv", "x,w", "a").Node("Relu", "a", "b").Node("Conv", "x,v", "c").Node("Relu", "c", "d")
            .Node("Concat", "b,d", "e", ("axis", 1)).Node("GlobalAveragePool", "e", "y"));
        Assert.Equal("Conv Conv Concat AveragePool", Kinds(model));
        Assert.Null(model.Layers[2].Shift);
    }

    [Fact]
    public void ConcatOfDifferentScalesRequantizes()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 6).Input("z", 1, 4).Weights("c", [], 3f)
            .Node("Mul", "z,c", "s").Node("Concat", "x,s", "k", ("axis", -1)).Node("Relu", "k", "y"));
        Assert.Equal("Concat", Kinds(model));
        Assert.NotNull(model.Layers[0].Shift);
    }

    /// <summary>All above the largest code would be the row's maximum alike.</summary>
    [Fact]
    public void SoftmaxOfArgumentsBeyondItsCodesIsRefused()
    {
        static ModelBuilder Model() => ModelBuilder.WithInput(13, 1, 6).Node("Mul", "x,x", "h").Node("Softmax", "h", "y");
        var error = Assert.Throws<QuantizationException>(() => Quantize(Model(), 16, softmax: true, magnitude: 1000));
        Assert.Contains("node 'Softmax_1' (Softmax): the argument reaches", error.Message);
        Assert.Contains("beyond 32767, the largest of 16 bits", error.Message);
        Assert.Contains("Softmax", Kinds(Quantize(Model(), 16, softmax: true, magnitude: 100)));
    }

    [Fact]
    public void FinalSoftmaxIsDroppedWithANote()
    {
        var builder = ModelBuilder.WithInput(13, 1, 6).Weights("w", TestData.Random(1, 4, 6)).Node("Gemm", "x,w", "h", ("transB", 1)).Node("Softmax", "h", "y");
        var model = Quantize(builder);
        Assert.Null(model.Layers[0].Shift);
        Assert.Contains("y", model.LogitOutputs);
        Assert.Contains("--softmax", Assert.Single(model.Notes));
        Assert.Equal("y", model.Graph.Outputs[0].Name);
    }

    [Theory]
    [InlineData(13, -1)]
    [InlineData(13, 1)]
    [InlineData(11, 1)]
    public void SoftmaxThatIsKept(int opset, int axis)
    {
        var model = Near(
            ModelBuilder.WithInput(opset, 2, 3, 4).Weights("w", TestData.Random(1, 4, 4)).Node("MatMul", "x,w", "h").Node("Softmax", "h", "y", ("axis", axis)),
            softmax: true);
        Assert.Contains("Softmax", Kinds(model));
        Assert.Empty(model.LogitOutputs);
    }

    [Fact]
    public void Attention() =>
        Near(ModelBuilder.WithInput(13, 1, 2, 5, 4).Weights("q", TestData.Random(1, 4, 4)).Weights("k", TestData.Random(2, 4, 4)).Weights("v", TestData.Random(3, 4, 4)).Weights("d", [], 2f)
            .Node("MatMul", "x,q", "a").Node("MatMul", "x,k", "b").Node("MatMul", "x,v", "c").Node("Transpose", "b", "t", ("perm", new[] { 0, 1, 3, 2 }))
            .Node("MatMul", "a,t", "s").Node("Div", "s,d", "m").Node("Softmax", "m", "p").Node("MatMul", "p,c", "o").Node("Add", "o,x", "y"));

    [Fact]
    public void OutputsThatAreInputsOfOthersOrOfTheGraph()
    {
        var model = Near(ModelBuilder.WithInput(13, 1, 6).Weights("w", TestData.Random(1, 6, 6)).Weights("half", [], 0.5f)
            .Node("Gemm", "x,w", "h", ("transB", 1)).Node("Gemm", "h,w", "y", ("transB", 1)).Node("Identity", "x", "same").Node("Mul", "h,half", "scaled")
            .Output("h").Output("y").Output("same").Output("scaled"));
        Assert.Equal(["h", "y", "same", "scaled"], model.Graph.Outputs.Select(output => output.Name));
    }
}
