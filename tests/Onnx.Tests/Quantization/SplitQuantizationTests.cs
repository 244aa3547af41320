using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Tests.Models;
using static Zkml.Onnx.Tests.Quantization.QuantizationFixture;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Split, the operator with several outputs: against ONNX Runtime, in all spellings, and what fusion makes of its parts.</summary>
public sealed class SplitQuantizationTests
{
    /// <summary>Operator set, axis and sizes, of a tensor [3, 4, 6].</summary>
    public static TheoryData<int, int, int[]> Spellings()
    {
        var data = new TheoryData<int, int, int[]>();
        foreach (var opset in new[] { 7, 11, 13, 18 })
        {
            data.Add(opset, 0, [2, 1]);
            data.Add(opset, 1, [1, 3]);
            data.Add(opset, 2, [3, 3]);
            data.Add(opset, 2, [2, 4]);
            if (opset < 11) continue;
            data.Add(opset, -1, [5, 1]);
            data.Add(opset, -2, [2, 2]);
            data.Add(opset, -3, [1, 2]);
        }
        return data;
    }

    /// <summary>Both parts are outputs, one of them behind an activation.</summary>
    [Theory]
    [MemberData(nameof(Spellings))]
    public void PartsOfReals(int opset, int axis, int[] sizes)
    {
        var model = ModelBuilder.WithInput(opset, 3, 4, 6).Weights("w", TestData.Random(1, 6, 6)).Node("MatMul", "x,w", "h");
        Assert.Contains("Split", Kinds(Near(Cut(model, "h", "a,b", opset, axis, sizes).Node("Relu", "b", "y").Output("a").Output("y"))));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void PartsOfIntegersAreExact(int opset, int axis, int[] sizes) => Exact(
        Cut(new ModelBuilder(opset).Integers("x", DataType.Int64, 3, 4, 6), "x", "a,b", opset, axis, sizes).Node("Neg", "b", "y").Output("y").Output("a"), 3, 4, 6);

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(13)]
    public void PartsAreEqualByDefaultAndAxisIsZero(int opset)
    {
        var model = Near(ModelBuilder.WithInput(opset, 6, 2).Node("Split", "x", "a,b,c").Output("c").Output("a").Output("b"));
        Assert.All(model.Graph.Outputs, output => Assert.Equal([2, 2], output.Type.Shape));
    }

    [Theory]
    [InlineData(7, "a,b,c", new[] { 3, 3, 1 })]
    [InlineData(6, "a,b,c", new[] { 2, 2, 2 })]
    [InlineData(5, "a,b", new[] { 3, 2 })]
    public void TheLastOfACountOfPartsMayBeSmaller(int extent, string parts, int[] sizes)
    {
        var names = parts.Split(',');
        var reals = ModelBuilder.WithInput(18, 2, extent).Node("Split", "x", parts, ("axis", -1), ("num_outputs", names.Length));
        var integers = new ModelBuilder(18).Integers("x", DataType.Int64, 2, extent).Node("Split", "x", parts, ("axis", 1), ("num_outputs", names.Length));
        foreach (var name in names)
        {
            reals.Output(name);
            integers.Output(name);
        }
        Assert.Equal(sizes, Near(reals).Graph.Outputs.Select(output => output.Type.Shape[1]));
        Exact(integers, 2, extent);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public void PartsThatNobodyReads(string read)
    {
        var reals = Cut(ModelBuilder.WithInput(13, 2, 7), "x", "a,b,c", 13, 1, [1, 4, 2]).Node("Relu", read, "y");
        Assert.Equal("Split Add", Kinds(Near(reals)));
        Exact(Cut(new ModelBuilder().Integers("x", DataType.Int64, 2, 7), "x", "a,b,c", 13, 1, [1, 4, 2]).Node("Neg", read, "y"), 2, 7);
    }

    /// <summary>What applies to one part is not computed before the split: the other parts keep their negative numbers.</summary>
    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void AnActivationBehindOnePartStaysThere(string part, string other)
    {
        var model = Near(Layer("a,b").Node("Relu", part, "r").Node("Flatten", "r", "y").Node("Tanh", other, "z").Output("y").Output("z"));
        Assert.Equal("Linear Split", Kinds(model)[..12]);
        Assert.True(model.Graph.Operators[0].Infer([model.Graph.Inputs[0].Type])[0].Min < 0);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void AnActivationBehindTheOnlyPartThatIsReadJoinsTheLayer(string part) =>
        Assert.Equal("Linear Split Reshape", Kinds(Near(Layer("a,b").Node("Relu", part, "y"))));

    [Fact]
    public void AnOutputThatIsAPartKeepsTheCodesOfALayerThatOthersRead()
    {
        var model = Near(Layer("a,b").Weights("v", TestData.Random(3, 3, 3)).Node("MatMul", "b,v", "y").Output("a").Output("y"));
        Assert.NotNull(model.Layers[0].Shift);
    }

    [Fact]
    public void PartsThatLeadOnlyToOutputsAreAccumulators()
    {
        var model = Near(Layer("a,b,c").Node("Flatten", "b", "y").Output("a").Output("y"));
        Assert.Null(model.Layers[0].Shift);
        Assert.All(model.Graph.Outputs, output => Assert.Equal(model.Layers[0].Scale, output.Scale));
    }

    /// <summary>The whole keeps its own range when only one of its parts joins a wider value.</summary>
    [Fact]
    public void WideningStopsAtASplitWithOtherReaders()
    {
        var model = Near(Layer("a,b").Weights("hundred", [], 100f).Node("Mul", "x,hundred", "wide").Node("Concat", "a,wide", "c", ("axis", 1))
            .Node("Relu", "c", "y").Node("Relu", "b", "z").Output("y").Output("z"));
        Assert.True(model.Layers[0].Scale < 0.05, $"scale {model.Layers[0].Scale}");
    }

    [Fact]
    public void WideningReachesTheLayerOfTheOnlyPartThatIsRead()
    {
        var model = Near(Layer("a,b").Weights("two", [], 2f).Node("Mul", "x,two", "wide").Node("Concat", "a,wide", "c", ("axis", 1)).Node("MatMul", "c,w9", "y")
            .Weights("w9", TestData.Random(4, 9, 2)));
        Assert.Equal(model.Layers[0].Scale, model.Layers[1].Scale);
    }

    /// <summary>A product of x [1, 6], cut into equal parts.</summary>
    private static ModelBuilder Layer(string parts) => ModelBuilder.WithInput(13, 1, 6)
        .Weights("w", TestData.Random(1, 6, 6)).Node("MatMul", "x,w", "h").Node("Split", "h", parts, ("axis", 1));

    /// <summary>A Split with given sizes, as the operator set spells it.</summary>
    private static ModelBuilder Cut(ModelBuilder model, string input, string parts, int opset, int axis, int[] sizes) => opset < 13
        ? model.Node("Split", input, parts, ("axis", axis), ("split", sizes))
        : model.Longs("sizes", [.. sizes.Select(size => (long)size)]).Node("Split", $"{input},sizes", parts, ("axis", axis));

    /// <summary>A model of int64 gives what ONNX Runtime gives, and its circuit accepts the trace.</summary>
    private static void Exact(ModelBuilder model, params int[] shape)
    {
        var values = Array.ConvertAll(TestData.Random(7, shape).Data, x => (long)(500 * x));
        var sample = new Dictionary<string, Tensor> { ["x"] = new LongTensor(values, shape) };
        var graph = GraphSimplifier.Simplify(model.Load());
        var quantized = Quantizer.Quantize(graph, Calibrator.Calibrate(graph, 16, [sample]).Parameters, new QuantizationOptions { Bits = 16 });
        using var original = OriginalModel.Open(model.File(), model.Load());
        var expected = FloatRun.Outputs(original, sample);
        var actual = GraphExecutor.Run(quantized.Graph, [new IntegerTensor(shape, values)]);
        for (var k = 0; k < actual.Count; k++)
        {
            var output = quantized.Graph.Outputs[k];
            var reference = (LongTensor)expected[output.Name];
            Assert.Equal(ValueKind.Integer, output.Kind);
            Assert.Equal(reference.Shape, actual[k].Shape);
            Assert.Equal(reference.Data, actual[k].Data);
        }
        var lowered = GraphLowering.Lower(quantized.Graph);
        var trace = lowered.Program.Run([values]);
        Assert.Equal(actual.Select(output => output.Data), trace.Outputs);
        Assert.Empty(ConstraintChecker.Check(lowered.Circuit, trace.Columns));
    }
}
