using System.Numerics.Tensors;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// The declared range of a parameter column: the smallest signed width that holds all its values. The model certificate
/// proves this range, so it says nothing of the values but their width.
/// </summary>
internal static class ParameterRange
{
    /// <summary>[−2^(w−1), 2^(w−1) − 1] with the smallest w ≥ 1. Throws InvalidDataException above 62 bits.</summary>
    public static (long Min, long Max) Of(ReadOnlySpan<long> values, string name)
    {
        var (low, high) = values.IsEmpty ? (0, 0) : (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        for (var width = 1; width <= 62; width++)
        {
            var bound = 1L << (width - 1);
            if (low >= -bound && high < bound) return (-bound, bound - 1);
        }
        throw new InvalidDataException($"parameter '{name}' has values of more than 62 bits");
    }
}
