using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Fields;

/// <summary>
/// Element-wise operations over spans of <c>Fq</c>, the coordinates of curve points: the seam for vectorized kernels.
/// Destinations may be operands.
/// </summary>
public sealed class FqVector
{
    private readonly FieldKernels<FqModulus> kernels;

    internal FqVector(KernelTier tier) => kernels = new(tier);

    /// <summary>destination[i] = left[i] − right[i].</summary>
    public void Subtract(ReadOnlySpan<Fq> left, ReadOnlySpan<Fq> right, Span<Fq> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        kernels.Subtract(left, right, destination);
    }

    /// <summary>destination[i] = left[i]·right[i].</summary>
    public void Multiply(ReadOnlySpan<Fq> left, ReadOnlySpan<Fq> right, Span<Fq> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        kernels.Multiply(left, right, destination);
    }

    /// <summary>Inverts every element in place with one field inversion (Montgomery's trick); zero stays zero.</summary>
    public void BatchInvert(Span<Fq> values) => FieldBatch.Invert(values, kernels);

    private static void RequireLength(int left, int right, int destination)
    {
        if (left != right || left != destination) throw new ArgumentException($"Lengths differ: {left}, {right} and {destination}.");
    }
}
