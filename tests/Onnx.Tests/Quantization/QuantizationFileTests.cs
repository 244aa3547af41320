using System.Text;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Quantization;

public sealed class QuantizationFileTests
{
    private static readonly QuantizationParameters Parameters = new(
        8,
        new Dictionary<string, RealRange> { ["x"] = new(-1, 1) },
        new Dictionary<string, RealRange> { ["z"] = new(0, 0.1), ["a/ö"] = new(-1e-7f, 123456.789) });

    [Fact]
    public void ContentReadsBackExactly()
    {
        var bytes = QuantizationFile.ToBytes(Parameters);
        var read = QuantizationFile.Parse(bytes);
        Assert.Equal(8, read.Bits);
        Assert.Equal(Parameters.Inputs, read.Inputs);
        Assert.Equal(Parameters.Values.OrderBy(pair => pair.Key), read.Values.OrderBy(pair => pair.Key));
        Assert.Equal(bytes, QuantizationFile.ToBytes(read));
    }

    [Fact]
    public void ContentDoesNotDependOnTheOrderOfInsertion()
    {
        var reversed = Parameters with { Values = Parameters.Values.Reverse().ToDictionary() };
        Assert.Equal(QuantizationFile.ToBytes(Parameters), QuantizationFile.ToBytes(reversed));
    }

    [Fact]
    public void ContentIsAsDocumented()
    {
        var small = new QuantizationParameters(16, new Dictionary<string, RealRange> { ["x"] = new(0, 1) }, new Dictionary<string, RealRange>());
        const string Expected = "{\n  \"version\": 1,\n  \"bits\": 16,\n  \"inputs\": {\n    \"x\": {\n      \"min\": 0,\n      \"max\": 1\n    }\n  },\n  \"values\": {}\n}\n";
        Assert.Equal(Expected, Encoding.UTF8.GetString(QuantizationFile.ToBytes(small)));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "should be a JSON object")]
    [InlineData("{}", "lacks 'version'")]
    [InlineData("""{"version":2}""", "version 2 is not supported")]
    [InlineData("""{"version":"1"}""", "'version' should be an integer")]
    [InlineData("""{"version":1,"bits":8,"inputs":{}}""", "lacks 'values'")]
    [InlineData("""{"version":1,"bits":4,"inputs":{},"values":{}}""", "'bits' is 4")]
    [InlineData("""{"version":1,"bits":8.5,"inputs":{},"values":{}}""", "'bits' should be an integer")]
    [InlineData("""{"version":1,"bits":8,"inputs":{},"values":{},"more":1}""", "unknown member 'more'")]
    [InlineData("""{"version":1,"bits":8,"inputs":{},"values":{"v":{"min":1,"max":0}}}""", "value 'v' is empty")]
    [InlineData("""{"version":1,"bits":8,"inputs":{"x":{"min":0}},"values":{}}""", "input 'x' lacks 'max'")]
    [InlineData("""{"version":1,"bits":8,"inputs":{"x":{"min":0,"max":1e999}},"values":{}}""", "'max' of input 'x' should be a finite number")]
    [InlineData("""{"version":1,"bits":8,"inputs":{"x":{"min":"NaN","max":1}},"values":{}}""", "'min' of input 'x' should be a finite number")]
    [InlineData("""{"version":1,"bits":8,"inputs":{"x":{"min":0,"max":1},"x":{"min":0,"max":2}},"values":{}}""", "has 'x' twice")]
    public void MalformedContentIsRefused(string json, string message)
    {
        var error = Assert.Throws<QuantizationFormatException>(() => QuantizationFile.Parse(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void MissingFileIsNamed()
    {
        var error = Assert.Throws<QuantizationFormatException>(() => QuantizationFile.Read("/nowhere/quantization.json"));
        Assert.Contains("/nowhere/quantization.json", error.Message);
    }

    [Fact]
    public void ParametersOfAnotherModelAreRefused()
    {
        var graph = QuantizationFixture.Simplified(ModelBuilder.WithInput(13, 1, 2).Node("Relu", "x", "y"));
        var range = new RealRange(0, 1);
        var inputs = new Dictionary<string, RealRange> { ["x"] = range };
        Refused(new(8, inputs, new Dictionary<string, RealRange>()), "no range for value 'y'");
        Refused(new(8, inputs, new Dictionary<string, RealRange> { ["y"] = range, ["other"] = range }), "'other', which the model does not have");
        Refused(new(8, new Dictionary<string, RealRange>(), new Dictionary<string, RealRange> { ["y"] = range }), "no range for input 'x'");
        Refused(new(8, inputs, new Dictionary<string, RealRange> { ["y"] = new(0, double.NaN) }), "value 'y' is not finite");

        void Refused(QuantizationParameters parameters, string message) =>
            Assert.Contains(message, Assert.Throws<QuantizationFormatException>(() => parameters.RequireMatches(graph)).Message);
    }
}
