using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Fields;

/// <summary>
/// Operations over spans of <c>Fr</c> on one tier (<see cref="KernelSet.Fr"/>). This class is the seam for vectorized kernels:
/// callers never loop over field elements for these operations themselves. It checks lengths, <c>FieldKernels</c> picks the
/// code. All run on the calling thread and allocate nothing; callers split long tables over threads.
/// </summary>
public sealed partial class FrVector
{
    private readonly FieldKernels<FrModulus> kernels;

    internal FrVector(KernelTier tier) => kernels = new(tier);

    /// <summary>destination[i] = left[i] + right[i]; the destination may be an operand.</summary>
    /// <exception cref="ArgumentException">Lengths differ (also for the other element-wise operations).</exception>
    public void Add(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right, Span<Fr> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        kernels.Add(left, right, destination);
    }

    /// <summary>destination[i] = left[i] − right[i]; the destination may be an operand.</summary>
    public void Subtract(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right, Span<Fr> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        kernels.Subtract(left, right, destination);
    }

    /// <summary>destination[i] = left[i]·right[i]; the destination may be an operand.</summary>
    public void Multiply(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right, Span<Fr> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        kernels.Multiply(left, right, destination);
    }

    /// <summary>destination[i] = scalar·values[i]; the destination may be the operand.</summary>
    public void MultiplyScalar(ReadOnlySpan<Fr> values, Fr scalar, Span<Fr> destination)
    {
        RequireLength(values.Length, values.Length, destination.Length);
        kernels.MultiplyScalar(values, scalar, destination);
    }

    /// <summary>accumulator[i] += scalar·values[i].</summary>
    public void MultiplyAddScalar(Span<Fr> accumulator, Fr scalar, ReadOnlySpan<Fr> values)
    {
        RequireLength(values.Length, values.Length, accumulator.Length);
        kernels.MultiplyAddScalar(accumulator, scalar, values);
    }

    /// <summary>Σ left[i]·right[i]; zero for empty spans.</summary>
    public Fr InnerProduct(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right)
    {
        RequireLength(left.Length, right.Length, left.Length);
        return kernels.InnerProduct(left, right);
    }

    /// <summary>Σ values[i].</summary>
    public Fr Sum(ReadOnlySpan<Fr> values) => kernels.Sum(values);

    /// <summary>
    /// Binds variable 0, the least significant index bit, to r in place: table[i] = table[2i] + r·(table[2i+1] −
    /// table[2i]) for i below half of the even length. The upper half keeps stale values.
    /// </summary>
    /// <returns>The length of the folded table.</returns>
    public int Fold(Span<Fr> table, Fr r)
    {
        Fold(table, r, table[..(table.Length / 2)]);
        return table.Length / 2;
    }

    /// <summary>As <see cref="Fold(Span{Fr}, Fr)"/> into a destination of half the length, which may start the table.</summary>
    public void Fold(ReadOnlySpan<Fr> table, Fr r, Span<Fr> destination)
    {
        if ((table.Length & 1) != 0 || destination.Length != table.Length / 2)
        {
            throw new ArgumentException("Folding takes an even table and a destination of half its length.");
        }
        kernels.Fold(table, r, destination);
    }

    /// <summary>Inverts every element in place with one field inversion (Montgomery's trick); zero stays zero.</summary>
    public void BatchInvert(Span<Fr> values) => FieldBatch.Invert(values, kernels);

    private static void RequireLength(int left, int right, int destination)
    {
        if (left != right || left != destination) throw new ArgumentException($"Lengths differ: {left}, {right} and {destination}.");
    }
}
