using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Files;

/// <summary>Samples of one model input: <see cref="Count"/> tensors of the input's shape. Thread-safe.</summary>
public sealed class InputBatch
{
    private readonly NumberArray numbers;
    private readonly int[] modelShape;
    private readonly int sampleSize;

    private InputBatch(NumberArray numbers, int[] modelShape, int sampleSize) =>
        (this.numbers, this.modelShape, this.sampleSize) = (numbers, modelShape, sampleSize);

    /// <summary>Number of samples, at least 1.</summary>
    public int Count => numbers.Length / sampleSize;

    /// <summary>Sample of the given index as real numbers, a tensor of the model's input shape (with batch dimension).</summary>
    public FloatTensor Sample(int index) => new(numbers.Floats(Start(index), sampleSize), modelShape);

    /// <summary>
    /// Sample of the given index as integers, exactly. Throws <see cref="InputFormatException"/> with the position of the
    /// first number that is none.
    /// </summary>
    public LongTensor Integers(int index)
    {
        var start = Start(index);
        var values = new long[sampleSize];
        for (var k = 0; k < sampleSize; k++)
        {
            if (!numbers.TryInteger(start + k, out values[k]))
            {
                throw new InputFormatException($"expected integers of 64 signed bits; found {numbers.Text(start + k)} at index {k} of sample {index}");
            }
        }
        return new LongTensor(values, modelShape);
    }

    /// <summary>As the other overload, for a tensor of real numbers.</summary>
    public static InputBatch Create(FloatTensor tensor, int[] modelShape, bool allowFlat = false) =>
        Create(new NumberArray(tensor.Shape, NumberFormat.Float32, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(tensor.Data).ToArray()), modelShape, allowFlat);

    /// <summary>
    /// Splits an array into samples. With modelShape [1, rest…] it may be [N, rest…] or one sample [rest…]; any other model
    /// shape may come as it is or with a leading N. If <paramref name="allowFlat"/>, the elements of a sample may also be one
    /// list. Throws <see cref="InputFormatException"/> on another shape, NaN or infinity.
    /// </summary>
    public static InputBatch Create(NumberArray numbers, int[] modelShape, bool allowFlat = false)
    {
        var size = TensorShape.Product(modelShape, 0, modelShape.Length);
        var fits = Fits(numbers.Shape, modelShape)
            || (allowFlat && (numbers.Shape.AsSpan().SequenceEqual([size]) || (numbers.Shape.Length == 2 && numbers.Shape[1] == size)));
        if (!fits || numbers.Length == 0)
        {
            throw new InputFormatException($"expected {Expectation(modelShape, allowFlat ? size : null)}; found shape {TensorShape.Describe(numbers.Shape)}");
        }
        RequireFinite(numbers, size);
        return new InputBatch(numbers, modelShape, size);
    }

    private static void RequireFinite(NumberArray numbers, int size)
    {
        if (numbers.Format.IsInteger()) return;
        for (var k = 0; k < numbers.Length; k++)
        {
            if (!float.IsFinite((float)numbers.Real(k))) throw new InputFormatException($"expected finite numbers; found {numbers.Text(k)} at index {k % size} of sample {k / size}");
        }
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
        var many = sample.Length == 0 ? "[N]" : $"[N, {TensorShape.Describe(sample)[1..]}";
        var flat = flatSize is null ? "" : $", or a list of {flatSize} numbers per sample";
        return $"N samples of shape {many}, or one sample of shape {TensorShape.Describe(sample)}{flat}";
    }

    private int Start(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index * sampleSize;
    }
}
