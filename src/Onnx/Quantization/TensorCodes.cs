using Zkml.Circuits.Graph;
using Zkml.Onnx.Files;

namespace Zkml.Onnx.Quantization;

/// <summary>How numbers of files become the integers of a circuit, and which integers stand for themselves.</summary>
public static class TensorCodes
{
    /// <summary>Where the first value is that the tensor's range does not hold; −1 when all are inside.</summary>
    public static int IndexOutside(ReadOnlySpan<long> values, GraphValue tensor) => values.IndexOfAnyExceptInRange(tensor.Type.Min, tensor.Type.Max);

    /// <summary>
    /// What an array claims that a tensor is: integers are the circuit's own, reals stand for their nearest code.
    /// Throws <see cref="InputFormatException"/> on NaN, and on reals where the tensor holds integers.
    /// </summary>
    public static long[] Claimed(NumberArray numbers, GraphValue tensor)
    {
        var format = tensor.Kind == ValueKind.Integer || numbers.Format.IsInteger() ? null : new CodeFormat(tensor.Scale, tensor.Type.Min, tensor.Type.Max);
        var codes = new long[numbers.Length];
        for (var k = 0; k < codes.Length; k++) codes[k] = Claimed(numbers, k, format);
        return codes;
    }

    private static long Claimed(NumberArray numbers, int index, CodeFormat? format)
    {
        if (format is null)
        {
            return numbers.TryInteger(index, out var integer)
                ? integer
                : throw new InputFormatException($"expected integers of 64 signed bits; found {numbers.Text(index)} at index {index}");
        }
        var value = numbers.Format == NumberFormat.Float64 ? numbers.Real(index) : (float)numbers.Real(index);
        return double.IsFinite(value) ? format.Encode(value) : throw new InputFormatException($"expected finite numbers; found {numbers.Text(index)} at index {index}");
    }
}
