using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Tests.Models;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>Integers that depend on the model input are exact, whatever the code width.</summary>
public sealed class IntegerQuantizationTests
{
    [Theory]
    [InlineData("Add", new long[] { 5, 4, 503 })]
    [InlineData("Sub", new long[] { -3, -6, 497 })]
    [InlineData("Mul", new long[] { 4, -5, 1500 })]
    public void ArithmeticWithConstants(string opType, long[] expected) => Gives(
        expected, Wide().Longs("c", 4, 5, 3).Node(opType, "x,c", "y"), new LongTensor([1, -1, 500], [3]));

    [Fact]
    public void AConstantOnTheLeftKeepsItsSign() => Gives(
        [9, 11, -490], Wide().Longs("c", 10).Node("Sub", "c,x", "y"), new LongTensor([1, -1, 500], [3]));

    [Theory]
    [InlineData("Add", "a,x", new long[] { 0, 0, 0 })]
    [InlineData("Sub", "x,a", new long[] { 2, -2, 1000 })]
    [InlineData("Mul", "a,x", new long[] { -1, -1, -250000 })]
    public void ArithmeticOfComputedValues(string opType, string inputs, long[] expected) => Gives(
        expected, Wide().Node("Neg", "x", "a").Node(opType, inputs, "y"), new LongTensor([1, -1, 500], [3]));

    [Fact]
    public void MovesKeepIntegers() => Gives(
        [7, 7, 1, 2, 3, 7, 7, 1, 2, 3],
        Wide().Longs("axes", 0).Longs("pads", 0, 2, 0, 0).Longs("shape", 1, -1).Longs("seven", 7)
            .Node("Unsqueeze", "x,axes", "u").Node("Pad", "u,pads,seven", "p").Node("Concat", "p,p", "c", ("axis", 0))
            .Node("Transpose", "c", "t").Node("Transpose", "t", "tt").Node("Identity", "tt", "i").Node("Reshape", "i,shape", "f")
            .Node("Squeeze", "f,axes", "y"),
        new LongTensor([1, 2, 3], [3]));

    [Fact]
    public void PixelsBecomeRealsAtScaleOne()
    {
        var model = new ModelBuilder().Integers("x", DataType.Uint8, 1, 3).Node("Cast", "x", "y", ("to", 1));
        var quantized = Quantize(model, 255);
        var input = Assert.Single(quantized.Graph.Inputs);
        Assert.Equal((0, 255, 1.0, ValueKind.Integer), (input.Type.Min, input.Type.Max, input.Scale, input.Kind));
        var output = Assert.Single(quantized.Graph.Outputs);
        Assert.Equal(ValueKind.Real, output.Kind);
        Assert.Equal([0, 128, 255], QuantizedModel.Decode(output, Run(quantized, [0, 128, 255])).Data);
    }

    [Theory]
    [InlineData(ElementType.Bool, 0, 1)]
    [InlineData(ElementType.Int8, -128, 127)]
    [InlineData(ElementType.UInt16, 0, 65535)]
    [InlineData(ElementType.Int64, -500, 500)]
    public void NarrowTypesHaveTheirRangeAndWideOnesThatOfCalibration(ElementType type, long min, long max)
    {
        var input = Quantize(new ModelBuilder().Integers("x", (DataType)type, 2).Node("Identity", "x", "y")).Graph.Inputs[0];
        Assert.Equal((min, max), (input.Type.Min, input.Type.Max));
    }

    [Fact]
    public void CalibratedRangesOfIntegersAreIntegers() => Assert.Contains(
        "not one of integers", Assert.Throws<QuantizationException>(() => Quantize(Wide().Node("Neg", "x", "y"), 1.5)).Message);

    /// <summary>int8 arithmetic wraps around in ONNX; here nothing does.</summary>
    [Theory]
    [InlineData("Add", "x,x", "do not fit Int8")]
    [InlineData("Neg", "x", "do not fit Int8")]
    public void ValuesThatCouldWrapAroundAreRefused(string opType, string inputs, string message) => Assert.Contains(
        message,
        Assert.Throws<QuantizationException>(() => Quantize(new ModelBuilder().Integers("x", DataType.Int8, 2).Node(opType, inputs, "y"))).Message);

    [Theory]
    [InlineData((int)DataType.Int8, "do not fit Int8")]
    [InlineData((int)DataType.Bool, "do not fit Bool")]
    public void NarrowingCastsAreRefused(int to, string message) => Assert.Contains(
        message, Assert.Throws<QuantizationException>(() => Quantize(Wide().Node("Cast", "x", "y", ("to", to)))).Message);

    [Fact]
    public void ComputedRealsDoNotBecomeIntegers() => Assert.Contains(
        "cannot become integers",
        Assert.Throws<QuantizationException>(() => Quantize(ModelBuilder.WithInput(13, 2).Node("Cast", "x", "y", ("to", 7)))).Message);

    /// <summary>An operator without integer semantics names its node instead of treating codes as reals.</summary>
    [Fact]
    public void OperatorsWithoutIntegerSemanticsAreRefused() => Assert.Contains(
        "node 'Div_0' (Div): integers that depend on the model input",
        Assert.Throws<QuantizationException>(() => Quantize(Wide().Longs("c", 2).Node("Div", "x,c", "y"))).Message);

    /// <summary>A table selected by ids is refused with the way out; nothing shows yet that a row belongs to its id.</summary>
    [Fact]
    public void TablesSelectedByIdsAreRefused() => Assert.Contains(
        "give one-hot rows and multiply by the table",
        Assert.Throws<OnnxImportException>(() => Quantize(Wide().Weights("table", [4, 2], 1, 2, 3, 4, 5, 6, 7, 8).Node("Gather", "table,x", "y"))).Message);

    private static ModelBuilder Wide() => new ModelBuilder().Integers("x", DataType.Int64, 3);

    private static void Gives(long[] expected, ModelBuilder model, LongTensor input)
    {
        var quantized = Quantize(model);
        Assert.Equal(ValueKind.Integer, Assert.Single(quantized.Graph.Outputs).Kind);
        Assert.Equal(expected, Run(quantized, input.Data).Data);
    }

    /// <summary>The output for one input, whose trace the circuit accepts.</summary>
    private static IntegerTensor Run(QuantizedModel model, long[] codes)
    {
        var output = GraphExecutor.Run(model.Graph, [new IntegerTensor(model.Graph.Inputs[0].Type.Shape, codes)])[0];
        var lowered = GraphLowering.Lower(model.Graph);
        var trace = lowered.Program.Run([codes]);
        Assert.Equal(output.Data, trace.Outputs[0]);
        Assert.Empty(ConstraintChecker.Check(lowered.Circuit, trace.Columns));
        return output;
    }

    private static QuantizedModel Quantize(ModelBuilder model, double magnitude = 500)
    {
        var graph = GraphSimplifier.Simplify(model.Load());
        var range = new RealRange(-magnitude, magnitude);
        var parameters = new QuantizationParameters(
            8,
            graph.Inputs.ToDictionary(input => input.Name, _ => range),
            graph.Nodes.SelectMany(node => node.NamedOutputs()).ToDictionary(name => name, _ => range));
        return Quantizer.Quantize(graph, parameters, new QuantizationOptions());
    }
}
