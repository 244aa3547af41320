using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;

namespace Zkml.Prover.Stages;

/// <summary>
/// eq(point, ·) as a product of two small tables, <c>low[i mod |low|]·high[i / |low|]</c>, whose variables are summed out
/// from the lowest on: instead of 2^n weights it holds about 2·2^(n/2) (Dao and Thaler, eprint 2024/1210 §4).
/// </summary>
public sealed class EqWeights
{
    /// <summary>Pairs of one call of a kernel: enough that gathering its sums does not count.</summary>
    private const int LowVariables = 10;

    private readonly FrVector fr;
    private Fr[] low;
    private Fr[] high;

    public EqWeights(ReadOnlySpan<Fr> point, Cpu cpu)
    {
        fr = cpu.Fr;
        var split = Math.Min(LowVariables, point.Length);
        (low, high) = (EqPolynomial.Table(point[..split], cpu), EqPolynomial.Table(point[split..], cpu));
    }

    /// <summary>The weights of the lowest variables; a power of two of them.</summary>
    public Fr[] Low => low;

    /// <summary>The factors of the blocks of weights.</summary>
    public Fr[] High => high;

    public Fr this[int i] => low[i & (low.Length - 1)] * high[i / low.Length];

    /// <summary>The sum of the first weights.</summary>
    public Fr Sum(int count)
    {
        var (blocks, rest) = Math.DivRem(count, low.Length);
        // A whole low table sums to 1.
        var sum = fr.Sum(high.AsSpan(0, blocks));
        return rest == 0 ? sum : sum + (high[blocks] * fr.Sum(low.AsSpan(0, rest)));
    }

    /// <summary>Sums out variable 0; nothing when none is left.</summary>
    public void DropVariable()
    {
        if (low.Length == 1 && high.Length == 1) return;
        if (low.Length == 1) (low, high) = (high, low);
        fr.AddPairs(low, low.AsSpan(0, low.Length / 2));
        low = low[..(low.Length / 2)];
    }
}
