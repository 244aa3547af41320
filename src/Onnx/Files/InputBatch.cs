using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Files;

/// <summary>Model inputs: Count samples, each of the model's input shape.</summary>
public sealed class InputBatch
{
    private readonly float[] _data;
    private readonly int[] _modelShape;
    private readonly int _sampleSize;

    private InputBatch(float[] data, int[] modelShape, int sampleSize)
    {
        _data = data;
        _modelShape = modelShape;
        _sampleSize = sampleSize;
    }

    /// <summary>Number of samples, at least 1.</summary>
    public int Count => _data.Length / _sampleSize;

    /// <summary>Sample of the given index as a tensor of the model's input shape (with batch dimension).</summary>
    public FloatTensor Sample(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new FloatTensor(_data[(index * _sampleSize)..((index + 1) * _sampleSize)], _modelShape);
    }

    /// <summary>
    /// Splits a tensor into samples. With modelShape [1, rest…] the tensor may be [N, rest…] or one sample [rest…];
    /// any other model shape may come as it is or with a leading N. If <paramref name="allowFlat"/>, the elements of a
    /// sample may also be one list. Throws <see cref="InputFormatException"/> on another shape, NaN or infinity.
    /// </summary>
    public static InputBatch Create(FloatTensor tensor, int[] modelShape, bool allowFlat = false)
    {
        var size = TensorShape.Product(modelShape, 0, modelShape.Length);
        var fits = Fits(tensor.Shape, modelShape)
            || (allowFlat && (tensor.Shape.AsSpan().SequenceEqual([size]) || (tensor.Rank == 2 && tensor.Shape[1] == size)));
        if (!fits || tensor.Length == 0)
        {
            throw new InputFormatException($"expected {Expectation(modelShape, allowFlat ? size : null)}; found shape {TensorShape.Format(tensor.Shape)}");
        }
        var bad = tensor.Data.AsSpan().IndexOfNonFinite();
        if (bad >= 0)
        {
            throw new InputFormatException($"expected finite numbers; found {tensor.Data[bad]} at index {bad % size} of sample {bad / size}");
        }
        return new InputBatch(tensor.Data, modelShape, size);
    }

    private static bool Fits(ReadOnlySpan<int> shape, ReadOnlySpan<int> modelShape)
    {
        if (shape.SequenceEqual(modelShape)) return true;
        if (modelShape.Length > 0 && modelShape[0] == 1)
        {
            return shape.SequenceEqual(modelShape[1..]) || (shape.Length == modelShape.Length && shape[1..].SequenceEqual(modelShape[1..]));
        }
        return shape.Length == modelShape.Length + 1 && shape[1..].SequenceEqual(modelShape);
    }

    private static string Expectation(int[] modelShape, int? flatSize)
    {
        var batched = modelShape.Length > 0 && modelShape[0] == 1;
        var sample = batched ? modelShape[1..] : modelShape;
        var many = sample.Length == 0 ? "[N]" : $"[N, {TensorShape.Format(sample)[1..]}";
        var flat = flatSize is null ? "" : $", or a list of {flatSize} numbers per sample";
        return $"N samples of shape {many}, or one sample of shape {TensorShape.Format(sample)}{flat}";
    }
}
