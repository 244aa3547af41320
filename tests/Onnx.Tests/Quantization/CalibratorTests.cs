using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Quantization;

public sealed class CalibratorTests
{
    private static FloatGraph Doubling => QuantizationFixture.Simplified(
        ModelBuilder.WithInput(13, 1, 3).Weights("two", [3], 2, 2, -2).Node("Mul", "x,two", "d").Node("Relu", "d", "y"));

    [Fact]
    public void RangesAreTheExtremesOverAllSamples()
    {
        var result = Calibrator.Calibrate(Doubling, 8, [Sample(1, 2, 3), Sample(-4, 0, 1)]);
        Assert.Equal(2, result.Samples);
        Assert.Empty(result.Warnings);
        Assert.Equal(new RealRange(-4, 3), result.Parameters.Range("x"));
        Assert.Equal(new RealRange(-8, 4), result.Parameters.Range("d"));
        Assert.Equal(new RealRange(0, 4), result.Parameters.Range("y"));
    }

    [Fact]
    public void MasksStayOut()
    {
        var graph = QuantizationFixture.Simplified(ModelBuilder.WithInput(13, 1, 3).Weights("mask", [3], 0, -1e9f, -3e38f).Node("Add", "x,mask", "y"));
        Assert.Equal(new RealRange(1, 1), Calibrator.Calibrate(graph, 8, [Sample(1, 2, 3)]).Parameters.Range("y"));
    }

    [Fact]
    public void SamplesBeyondTheLimitAreNotRun()
    {
        var result = Calibrator.Calibrate(Doubling, 8, Enumerable.Range(0, 1000).Select(i => Sample(i, 0, 0)));
        Assert.Equal(Calibrator.MaxSamples, result.Samples);
        Assert.Equal(Calibrator.MaxSamples - 1, result.Parameters.Range("x").Max);
    }

    [Fact]
    public void RandomInputsAreReproducibleAndWarnedAbout()
    {
        var first = Calibrator.CalibrateOnRandomInputs(Doubling, 8);
        Assert.Contains("no calibration data", Assert.Single(first.Warnings));
        Assert.InRange(first.Parameters.Range("x").Max, 0.8, 1);
        Assert.InRange(first.Parameters.Range("x").Min, -1, -0.8);
        Assert.Equal(
            QuantizationFile.ToBytes(first.Parameters),
            QuantizationFile.ToBytes(Calibrator.CalibrateOnRandomInputs(Doubling, 8).Parameters));
    }

    [Fact]
    public void UnusableArguments()
    {
        Assert.Throws<ArgumentException>(() => Calibrator.Calibrate(Doubling, 8, Array.Empty<Dictionary<string, Tensor>>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibrator.Calibrate(Doubling, 4, [Sample(1, 2, 3)]));
    }

    private static Dictionary<string, Tensor> Sample(params float[] values) => new() { ["x"] = new FloatTensor(values, [1, 3]) };
}
