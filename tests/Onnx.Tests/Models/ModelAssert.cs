using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;

namespace Zkml.Onnx.Tests.Models;

/// <summary>Runs a one-input model both as it is and simplified.</summary>
internal static class ModelAssert
{
    public const float Tolerance = 1e-5f;

    /// <summary>Both runs give the expected tensor; returns the simplified graph for further checks.</summary>
    public static FloatGraph Gives(FloatTensor expected, ModelBuilder model, FloatTensor input)
    {
        var simplified = GraphSimplifier.Simplify(model.Load());
        Equal(expected, FloatRun.Original(model, input));
        Equal(expected, FloatRun.Of(simplified, input));
        return simplified;
    }

    public static void Equal(FloatTensor expected, FloatTensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = Tolerance * Math.Max(1, Math.Abs(expected.Data[i]));
            Assert.True(Math.Abs(expected.Data[i] - actual.Data[i]) <= allowed, $"element {i}: expected {expected.Data[i]}, got {actual.Data[i]}");
        }
    }
}
