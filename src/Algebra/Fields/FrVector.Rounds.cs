namespace Zkml.Algebra.Fields;

/// <content>
/// The kernels of sumchecks and fraction trees. Tables hold neighbours 2i and 2i + 1 for the two values of variable 0.
/// </content>
public sealed partial class FrVector
{
    /// <summary>destination[i] = values[i]²; the destination may be the operand.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit (also for the other operations).</exception>
    public void Square(ReadOnlySpan<Fr> values, Span<Fr> destination)
    {
        Require(values.Length == destination.Length);
        kernels.Square(values, destination);
    }

    /// <summary>Sums out variable 0: destination[i] = table[2i] + table[2i+1]; the destination may start the table.</summary>
    public void AddPairs(ReadOnlySpan<Fr> table, Span<Fr> destination)
    {
        Require(table.Length == 2 * destination.Length);
        kernels.AddPairs(table, destination);
    }

    /// <summary>One variable of an eq table: upper[i] = lower[i]·r, then lower[i] −= upper[i].</summary>
    public void Expand(Span<Fr> lower, Fr r, Span<Fr> upper)
    {
        Require(lower.Length == upper.Length);
        kernels.Expand(lower, r, upper);
    }

    /// <summary>
    /// One layer of a fraction tree: p' = p0·q1 + p1·q0 and q' = q0·q1 for the pairs of p/q. The sums may not overlap
    /// the operands.
    /// </summary>
    public void AddFractions(
        ReadOnlySpan<Fr> numerators,
        ReadOnlySpan<Fr> denominators,
        Span<Fr> sumNumerators,
        Span<Fr> sumDenominators)
    {
        Require(numerators.Length == denominators.Length && numerators.Length == 2 * sumNumerators.Length
            && sumDenominators.Length == sumNumerators.Length);
        kernels.AddFractions(numerators, denominators, sumNumerators, sumDenominators);
    }

    /// <summary>Σ a0·b0 and Σ (a1 − a0)·(b1 − b0); a missing last entry is zero.</summary>
    public (Fr Constant, Fr Quadratic) ProductRound(ReadOnlySpan<Fr> a, ReadOnlySpan<Fr> b)
    {
        Require(a.Length == b.Length);
        return kernels.ProductRound(a, b);
    }

    /// <summary>
    /// Σ e·(a·d + b·c) over low values, and over the differences (high − low) of a, b, c and d; one weight e per pair.
    /// </summary>
    public (Fr Constant, Fr Quadratic) FractionRound(
        ReadOnlySpan<Fr> e, ReadOnlySpan<Fr> a, ReadOnlySpan<Fr> b, ReadOnlySpan<Fr> c, ReadOnlySpan<Fr> d)
    {
        Require(a.Length == b.Length && a.Length == c.Length && a.Length == d.Length && e.Length == (a.Length + 1) / 2);
        return kernels.FractionRound(e, a, b, c, d);
    }

    /// <summary>The coefficients of 1, X² and X³ of Σ E(X)·A(X)·B(X) with linear factors; a missing last entry is zero.</summary>
    public (Fr Constant, Fr Quadratic, Fr Cubic) WeightedProductRound(
        ReadOnlySpan<Fr> e, ReadOnlySpan<Fr> a, ReadOnlySpan<Fr> b)
    {
        Require(a.Length == b.Length && a.Length == e.Length);
        return kernels.WeightedProductRound(e, a, b);
    }

    private static void Require(bool fits)
    {
        if (!fits) throw new ArgumentException("The lengths of the tables do not fit.");
    }
}
