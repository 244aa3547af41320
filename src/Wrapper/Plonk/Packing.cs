using Zkml.Algebra.Threading;

namespace Zkml.Wrapper.Plonk;

/// <summary>Four polynomials as one: <c>Σ_i X^i·f_i(X^4)</c> (docs/wrapper.md §2.1).</summary>
internal static class Packing
{
    public const int Count = 4;

    // Every so many products of a chain, some milliseconds.
    private const int CheckMask = (1 << 17) - 1;

    /// <summary>Interleaves the coefficients; shorter polynomials are padded with zeros.</summary>
    public static Fr[] Pack(ReadOnlySpan<Fr[]> polynomials)
    {
        var length = 0;
        foreach (var p in polynomials) length = Math.Max(length, p.Length);
        var packed = new Fr[Count * length];
        for (var i = 0; i < Count; i++)
        {
            for (var k = 0; k < polynomials[i].Length; k++) packed[(Count * k) + i] = polynomials[i][k];
        }
        return packed;
    }

    /// <summary>The quotient of p(X) by X^step − a, in place from the top: entries [0, length − step) hold it.</summary>
    /// <returns>The length of the quotient.</returns>
    public static int Divide(Span<Fr> p, int length, int step, Fr a, Cpu cpu)
    {
        // q_k = p_(k+step) + a·q_(k+step): the remainder's coefficients, below step, are dropped.
        for (var k = length - 1 - step; k >= step; k--)
        {
            if ((k & CheckMask) == 0) cpu.ThrowIfCancelled();
            p[k] += a * p[k + step];
        }
        p.Slice(step, length - step).CopyTo(p);
        p.Slice(length - step, step).Clear();
        return length - step;
    }
}
