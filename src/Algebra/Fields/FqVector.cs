namespace Zkml.Algebra.Fields;

/// <summary>
/// Element-wise operations over spans of <c>Fq</c>, the coordinates of curve points: the seam for vectorized kernels.
/// Destinations may be operands; lengths must agree.
/// </summary>
public static class FqVector
{
    /// <summary>destination[i] = left[i] − right[i].</summary>
    public static void Subtract(ReadOnlySpan<Fq> left, ReadOnlySpan<Fq> right, Span<Fq> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = left[i] - right[i];
    }

    /// <summary>destination[i] = left[i]·right[i].</summary>
    public static void Multiply(ReadOnlySpan<Fq> left, ReadOnlySpan<Fq> right, Span<Fq> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            Fq.Multiply(left[i], right[i], out destination[i]);
    }
}
