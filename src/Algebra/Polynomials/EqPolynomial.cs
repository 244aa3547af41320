using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Polynomials;

/// <summary>
/// The multilinear equality polynomial eq(a, b) = Π_k (a_k·b_k + (1 − a_k)(1 − b_k)), which on Boolean inputs is one
/// exactly where they agree. Index bit k of a table belongs to variable k, the least significant bit to variable 0.
/// </summary>
public static class EqPolynomial
{
    /// <summary>The largest dimension of a table.</summary>
    public const int MaxVariables = 30;

    private const int ParallelThreshold = 1 << 12;
    private const int LongestRange = 1 << 18;

    /// <summary>eq(a, b) for points of the same dimension; one for dimension zero.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static T Evaluate<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : struct, IScalar<T>
    {
        if (a.Length != b.Length) throw new ArgumentException($"Points of dimensions {a.Length} and {b.Length}.");
        T product = T.One;
        for (var k = 0; k < a.Length; k++)
        {
            // a·b + (1 − a)(1 − b) = 1 − a − b + 2ab costs a single product.
            T both = a[k] * b[k];
            product *= T.One - a[k] - b[k] + both + both;
        }

        return product;
    }

    /// <summary>The 2^n values eq(point, x) over the Boolean x.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxVariables"/> variables.</exception>
    public static Fr[] Table(ReadOnlySpan<Fr> point, Cpu cpu)
    {
        if (point.Length > MaxVariables)
        {
            throw new ArgumentException($"A table in {point.Length} variables is too large; {MaxVariables} is the limit.");
        }
        var table = new Fr[1 << point.Length];
        Table(point, Fr.One, table, cpu);
        return table;
    }

    /// <summary>The 2^n values scale·eq(point, x) into a destination of exactly that length.</summary>
    /// <exception cref="ArgumentException">The destination is not of length 2^n.</exception>
    public static unsafe void Table(ReadOnlySpan<Fr> point, Fr scale, Span<Fr> destination, Cpu cpu)
    {
        if (point.Length > MaxVariables || destination.Length != 1 << point.Length)
        {
            throw new ArgumentException($"A table in {point.Length} variables needs 2^{point.Length} entries.");
        }
        destination[0] = scale;
        fixed (Fr* pinned = destination)
        {
            Fr* table = pinned;
            for (var k = 0; k < point.Length; k++)
            {
                // Doubling with bit k on top: the new upper half takes point[k], the lower half the rest.
                var half = 1 << k;
                Fr r = point[k];
                cpu.For(half, ParallelThreshold, (start, end) => Expand(cpu.Fr, table, half, r, start, end), LongestRange);
            }
        }
    }

    private static unsafe void Expand(FrVector fr, Fr* table, int half, Fr r, int start, int end)
    {
        fr.Expand(new Span<Fr>(table + start, end - start), r, new Span<Fr>(table + half + start, end - start));
    }
}
