using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Tests.Models;

/// <summary>Reproducible tensors.</summary>
internal static class TestData
{
    /// <summary>Uniform values in [−1, 1).</summary>
    public static FloatTensor Random(int seed, params int[] shape)
    {
        var random = new Random(seed);
        var tensor = FloatTensor.Zeros(shape);
        for (var i = 0; i < tensor.Length; i++) tensor.Data[i] = random.NextSingle() * 2 - 1;
        return tensor;
    }

    /// <summary>0, 1, 2, …</summary>
    public static FloatTensor Counting(params int[] shape)
    {
        var tensor = FloatTensor.Zeros(shape);
        for (var i = 0; i < tensor.Length; i++) tensor.Data[i] = i;
        return tensor;
    }
}
