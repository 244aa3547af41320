using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;

namespace Zkml.Prover.Stages;

/// <summary>The polynomials of Mercury, as coefficient arrays, constant first.</summary>
public static class MercuryPolynomials
{
    // Coefficients of one step of a long loop.
    private const int LongestRange = 1 << 17;

    /// <summary><c>h(X) = Σ_i eq(i, u₁)·f_i(X)</c>: one inner product per row of b coefficients.</summary>
    public static Fr[] FoldRows(Fr[] f, Fr[] e1, Cpu cpu)
    {
        var h = new Fr[f.Length / e1.Length];
        cpu.For(h.Length, 4, (start, end) =>
        {
            for (var j = start; j < end; j++) h[j] = cpu.Fr.InnerProduct(f.AsSpan(j * e1.Length, e1.Length), e1);
        }, Math.Max(4, LongestRange / e1.Length));
        return h;
    }

    /// <summary>
    /// <c>f = (X^b − α)·q + g</c>: b independent Horner divisions of the columns by X − α, row by row:
    /// q's row j − 1 is f's row j plus α times q's row j; g is what remains at row 0.
    /// </summary>
    public static (Fr[] Quotient, Fr[] Remainder) DivideRows(Fr[] f, int b, Fr alpha, Cpu cpu)
    {
        var q = new Fr[f.Length - b];
        var g = new Fr[b];
        cpu.For(b, 32, (start, end) =>
        {
            for (var row = (f.Length / b) - 1; row >= 0; row--)
            {
                cpu.ThrowIfCancelled();
                var at = (row * b) + start;
                var target = row == 0 ? g.AsSpan(start, end - start) : q.AsSpan(at - b, end - start);
                f.AsSpan(at, end - start).CopyTo(target);
                if (at < q.Length) cpu.Fr.MultiplyAddScalar(target, alpha, q.AsSpan(at, end - start));
            }
        });
        return (q, g);
    }

    /// <summary>
    /// S with <c>S_(k−1) = Σ_i g_(i+k)·e1_i + g_i·e1_(i+k) + γ·(h_(i+k)·e2_i + h_i·e2_(i+k))</c>, k = 1 … b − 1: the positive
    /// half of <c>g(X)P₁(1/X) + g(1/X)P₁(X) + γ(…)</c>. O(b²), with b the square root of the chunk.
    /// </summary>
    public static Fr[] InnerProduct(Fr[] g, Fr[] e1, Fr[] h, Fr[] e2, Fr gamma, Cpu cpu)
    {
        var b = g.Length;
        var s = new Fr[Math.Max(1, b - 1)];
        cpu.For(b - 1, 4, (start, end) =>
        {
            for (var k = start + 1; k <= end; k++)
            {
                cpu.ThrowIfCancelled();
                var n = b - k;
                var first = cpu.Fr.InnerProduct(g.AsSpan(k), e1.AsSpan(0, n)) + cpu.Fr.InnerProduct(g.AsSpan(0, n), e1.AsSpan(k));
                var second = cpu.Fr.InnerProduct(h.AsSpan(k), e2.AsSpan(0, n)) + cpu.Fr.InnerProduct(h.AsSpan(0, n), e2.AsSpan(k));
                s[k - 1] = first + (gamma * second);
            }
        });
        return s;
    }

    /// <summary>The quotient by X − x; a remainder is dropped.</summary>
    public static Fr[] DivideByLinear(Fr[] polynomial, Fr x, Cpu cpu)
    {
        cpu.ThrowIfCancelled();
        if (polynomial.Length <= 1) return [Fr.Zero];
        var quotient = new Fr[polynomial.Length - 1];
        Univariate.DivideByLinear(polynomial, x, quotient);
        return quotient;
    }
}
