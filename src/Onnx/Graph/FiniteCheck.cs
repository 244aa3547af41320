namespace Zkml.Onnx.Graph;

/// <summary>Detection of NaN and infinities, which have no fixed-point counterpart.</summary>
internal static class FiniteCheck
{
    /// <summary>Index of the first NaN or infinity, or −1.</summary>
    public static int IndexOfNonFinite(this Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) return i;
        }
        return -1;
    }

    public static bool ContainsNonFinite(this Span<float> values) => IndexOfNonFinite(values) >= 0;
}
