using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Fields;

/// <summary>
/// Element-wise operations over spans of <c>Fr</c>. This class is the seam for vectorized kernels: callers never loop
/// over field elements for these operations themselves. It checks lengths, <c>FieldKernels</c> picks the code.
/// </summary>
public static partial class FrVector
{
    /// <summary>destination[i] = left[i] + right[i]; the destination may be an operand.</summary>
    /// <exception cref="ArgumentException">Lengths differ (also for the other element-wise operations).</exception>
    public static void Add(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right, Span<Fr> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        FieldKernels<FrModulus>.Add(left, right, destination);
    }

    /// <summary>destination[i] = left[i] − right[i]; the destination may be an operand.</summary>
    public static void Subtract(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right, Span<Fr> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        FieldKernels<FrModulus>.Subtract(left, right, destination);
    }

    /// <summary>destination[i] = left[i]·right[i]; the destination may be an operand.</summary>
    public static void Multiply(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right, Span<Fr> destination)
    {
        RequireLength(left.Length, right.Length, destination.Length);
        FieldKernels<FrModulus>.Multiply(left, right, destination);
    }

    /// <summary>destination[i] = scalar·values[i]; the destination may be the operand.</summary>
    public static void MultiplyScalar(ReadOnlySpan<Fr> values, Fr scalar, Span<Fr> destination)
    {
        RequireLength(values.Length, values.Length, destination.Length);
        FieldKernels<FrModulus>.MultiplyScalar(values, scalar, destination);
    }

    /// <summary>accumulator[i] += scalar·values[i].</summary>
    public static void MultiplyAddScalar(Span<Fr> accumulator, Fr scalar, ReadOnlySpan<Fr> values)
    {
        RequireLength(values.Length, values.Length, accumulator.Length);
        FieldKernels<FrModulus>.MultiplyAddScalar(accumulator, scalar, values);
    }

    /// <summary>Σ left[i]·right[i]; zero for empty spans.</summary>
    public static Fr InnerProduct(ReadOnlySpan<Fr> left, ReadOnlySpan<Fr> right)
    {
        RequireLength(left.Length, right.Length, left.Length);
        return FieldKernels<FrModulus>.InnerProduct(left, right);
    }

    /// <summary>Σ values[i].</summary>
    public static Fr Sum(ReadOnlySpan<Fr> values) => FieldKernels<FrModulus>.Sum(values);

    /// <summary>
    /// Binds variable 0, the least significant index bit, to r in place: table[i] = table[2i] + r·(table[2i+1] −
    /// table[2i]) for i below half of the even length. The upper half keeps stale values.
    /// </summary>
    /// <returns>The length of the folded table.</returns>
    public static int Fold(Span<Fr> table, Fr r)
    {
        Fold(table, r, table[..(table.Length / 2)]);
        return table.Length / 2;
    }

    /// <summary>As <see cref="Fold(Span{Fr}, Fr)"/> into a destination of half the length, which may start the table.</summary>
    public static void Fold(ReadOnlySpan<Fr> table, Fr r, Span<Fr> destination)
    {
        if ((table.Length & 1) != 0 || destination.Length != table.Length / 2)
        {
            throw new ArgumentException("Folding takes an even table and a destination of half its length.");
        }
        FieldKernels<FrModulus>.Fold(table, r, destination);
    }

    /// <summary>Inverts every element in place with one field inversion (Montgomery's trick); zero stays zero.</summary>
    public static void BatchInvert(Span<Fr> values) => FieldBatch.Invert(values);

    private static void RequireLength(int left, int right, int destination)
    {
        if (left != right || left != destination) throw new ArgumentException($"Lengths differ: {left}, {right} and {destination}.");
    }
}
