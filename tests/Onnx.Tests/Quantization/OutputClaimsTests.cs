using System.Text;
using Zkml.Circuits.Graph;
using Zkml.Onnx.Files;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Tests.Quantization;

public sealed class OutputClaimsTests
{
    private static readonly GraphValue[] Outputs =
        [new("output", new IntegerType([1, 2], -128, 127), 0.5), GraphValue.OfIntegers("best", new IntegerType([1], 0, 9))];

    [Theory]
    [InlineData("{\"output\": [1, -2], \"best\": 7}", new long[] { 1, -2 })]
    [InlineData("{\"output\": [0.5, -1.1], \"best\": [7.0]}", new long[] { 1, -2 })]
    [InlineData("{\"modelHash\": \"00\", \"output\": {\"output\": {\"values\": [0.5, -1], \"integers\": [1, -2]}, \"best\": {\"values\": [7], \"integers\": [7]}}}", new long[] { 1, -2 })]
    [InlineData("{\"samples\": 1, \"outputs\": [{\"output\": {\"values\": [0.5, -1], \"integers\": [1, -2]}, \"best\": {\"values\": [7], \"integers\": [7]}}]}", new long[] { 1, -2 })]
    public void ResultsAndListsAreUnderstood(string json, long[] expected)
    {
        var claims = Load(json, Outputs);
        Assert.Equal(["output", "best"], claims.Names);
        Assert.Equal(expected, claims.Codes("output", 0, 1));
        Assert.Equal([7], claims.Codes("best", 0, 1));
    }

    [Theory]
    [InlineData("{\"output\": {\"values\": [0.5, -1], \"integers\": [1, -2]}}")]
    [InlineData("{\"outputs\": [{\"values\": [0.5, -1], \"integers\": [1, -2]}]}")]
    [InlineData("[[1, -2]]")]
    [InlineData("{\"output_data\": [1, -2]}")]
    public void TheOnlyOutputNeedsNoName(string json) => Assert.Equal([1, -2], Load(json, [Outputs[0] with { Name = "y" }]).Codes("y", 0, 1));

    /// <summary>What a result says about itself claims nothing about an output that happens to have the member's name.</summary>
    [Theory]
    [InlineData("{\"samples\": 1, \"output\": {\"values\": [0], \"integers\": [0]}}")]
    [InlineData("{\"samples\": 1, \"outputs\": [{\"values\": [0], \"integers\": [0]}]}")]
    public void MembersOfAResultAreNoOutputs(string json) =>
        Assert.Equal([0], Load(json, [GraphValue.OfIntegers("samples", new IntegerType([1], 0, 9))]).Codes("samples", 0, 1));

    [Fact]
    public void SomeOutputsWillDo() => Assert.Equal(["best"], Load("{\"best\": [1, 2, 3]}", Outputs).Names);

    [Fact]
    public void RowsAreTakenFromTheIndexOnUnlessTheyAreAll()
    {
        var claims = Load("{\"best\": [1, 2, 3]}", Outputs);
        Assert.Equal([1, 2, 3], claims.Codes("best", 1, 3));
        Assert.Equal([2, 3], claims.Codes("best", 1, 2));
        Assert.Equal([3], claims.Codes("best", 2, 2));
        Assert.Contains("3 rows", Assert.Throws<InputFormatException>(() => claims.Codes("best", 3, 1)).Message);
    }

    [Theory]
    [InlineData("{\"best\": [1.5]}", "found 1.5 at index 0")]
    [InlineData("{\"output\": [1, 2, 3]}", "3 numbers for output 'output', which has 2")]
    [InlineData("{\"y\": [1]}", "found an object with 'y'")]
    [InlineData("[1, 2]", "the model has 2 outputs")]
    public void WhatIsNoClaimIsRefused(string json, string says) =>
        Assert.Contains(says, Assert.Throws<InputFormatException>(() => Load(json, Outputs)).Message);

    private static OutputClaims Load(string json, GraphValue[] outputs)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(json));
            return OutputClaims.Load([new TensorSource(path)], outputs);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
