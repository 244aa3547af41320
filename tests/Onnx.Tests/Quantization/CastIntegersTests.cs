using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Tests.Models;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Quantization;

/// <summary>
/// Integers that become reals have scale 1 however few codes they use, or more codes than any table has rows: beside
/// reals, what they meet must be none the worse for it.
/// </summary>
public sealed class CastIntegersTests
{
    /// <summary>The sum's multiplier of x was a small integer, at worst 0.</summary>
    [Theory]
    [InlineData("Add", 0.1f)]
    [InlineData("Sub", 1.3f)]
    [InlineData("Concat", 0.1f)]
    public void ASmallRealBesideAMaskKeepsItsPrecision(string opType, float magnitude) => Near(
        Mask(ModelBuilder.WithInput(13, 1, 4)).Node("Neg", "x", "z").Node(opType, "m,x", "y", opType == "Concat" ? [("axis", 1)] : []).Output("y").Output("z"),
        magnitude);

    /// <summary>A range of nothing but 0 has scale 1, too.</summary>
    [Fact]
    public void ASmallRealBesideZerosKeepsItsPrecision() => Near(
        ModelBuilder.WithInput(13, 1, 4).Node("Sub", "x,x", "zero").Node("Relu", "zero", "z").Node("Sub", "z,x", "y"), 10);

    [Fact]
    public void BoundsBetweenTwoIntegersAreKept() => Near(
        Mask(new ModelBuilder(7)).Node("Clip", "m", "y", ("min", 0.25f), ("max", 0.6f)), 1);

    /// <summary>A bound that no code reaches costs no requantization, as everywhere.</summary>
    [Fact]
    public void BoundsThatDoNotBindCostNothing()
    {
        var model = Quantize(ModelBuilder.WithInput(7, 1, 4).Node("Clip", "x", "y", ("min", -9f), ("max", 9f)), 1, 1).Model;
        Assert.Equal(0, Assert.IsType<Circuits.Operators.AddOperator>(Assert.Single(model.Graph.Operators)).R!.Shift);
    }

    /// <summary>The clamp was to the codes of the input, so that 5 became the largest of them.</summary>
    [Fact]
    public void BoundsBeyondAllCodesAreKept() =>
        Near(ModelBuilder.WithInput(7, 1, 4).Node("Clip", "x", "y", ("min", 5f), ("max", 6f)), 1);

    [Fact]
    public void ALeakyReluTakesIntegersOfAnyWidth() => Near(
        new ModelBuilder().Integers("i", DataType.Int32, 1, 4).Node("Cast", "i", "m", ("to", 1)).Node("LeakyRelu", "m", "y", ("alpha", 0.5f)), 1, 100_000);

    [Fact]
    public void APaddingValueBetweenTwoIntegersIsNoted()
    {
        var model = Mask(new ModelBuilder(10)).Node("Pad", "m", "y", ("pads", new[] { 0, 1, 0, 0 }), ("value", 0.5f));
        Assert.Contains("the padding value 0.5", Assert.Single(Quantize(model, 1, 1).Model.Notes));
        var whole = Mask(new ModelBuilder(10)).Node("Pad", "m", "y", ("pads", new[] { 0, 1, 0, 0 }), ("value", 1f));
        Assert.Empty(Quantize(whole, 1, 1).Model.Notes);
    }

    private static ModelBuilder Mask(ModelBuilder model) => model.Integers("i", DataType.Bool, 1, 4).Node("Cast", "i", "m", ("to", 1));

    /// <summary>Within 0.1 % of the output's range at 16 bits.</summary>
    private static void Near(ModelBuilder builder, float magnitude, long largest = 1)
    {
        var (model, samples, graph) = Quantize(builder, magnitude, largest);
        var allowed = 0.001 * Math.Max(magnitude, largest);
        foreach (var sample in samples)
        {
            var expected = FloatRun.Of(graph, sample);
            var codes = model.Graph.Inputs.Select(input => input.Kind == ValueKind.Integer
                ? new IntegerTensor(input.Type.Shape, ((LongTensor)sample[input.Name]).Data)
                : QuantizedModel.Encode(input, (FloatTensor)sample[input.Name]));
            foreach (var (output, result) in model.Graph.Outputs.Zip(GraphExecutor.Run(model.Graph, [.. codes])))
            {
                var actual = QuantizedModel.Decode(output, result).Data;
                foreach (var (e, a) in ((FloatTensor)expected[output.Name]).Data.Zip(actual)) Assert.InRange(a, e - allowed, e + allowed);
            }
        }
    }

    private static (QuantizedModel Model, Dictionary<string, Tensor>[] Samples, FloatGraph Graph) Quantize(ModelBuilder builder, float magnitude, long largest)
    {
        var graph = QuantizationFixture.Simplified(builder);
        var samples = QuantizationFixture.RandomInputs(graph, magnitude);
        foreach (var (sample, k) in samples.Select((sample, k) => (sample, k)))
        {
            if (graph.Inputs.FirstOrDefault(i => i.Kind == ElementKind.Integer) is not { } mask) continue;
            var low = mask.Type.Element == ElementType.Bool ? 0 : -largest;
            sample[mask.Name] = new LongTensor([largest, low, k % 2 == 0 ? largest : low, largest], mask.Shape, mask.Type.Element);
        }
        var parameters = Calibrator.Calibrate(graph, 16, samples).Parameters;
        return (Quantizer.Quantize(graph, parameters, new QuantizationOptions { Bits = 16 }), samples, graph);
    }
}
