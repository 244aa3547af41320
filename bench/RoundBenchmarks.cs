using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Benchmarks;

/// <summary>Kernels of sumcheck rounds and of the tables they bind, one core, by tier; divide by the pairs for one pair.</summary>
public class RoundBenchmarks : KernelTiers
{
    private Fr[] a = [], b = [], c = [], d = [], e = [], half = [], otherHalf = [];

    /// <summary>Pairs of entries.</summary>
    [Params(1 << 6, 1 << 11, 1 << 16)]
    public int Pairs { get; set; }

    [Benchmark]
    public void Fold() => Kernels.Fr.Fold(a, e[0], half);

    [Benchmark]
    public void AddPairs() => Kernels.Fr.AddPairs(a, half);

    [Benchmark]
    public void Expand() => Kernels.Fr.Expand(half, e[0], otherHalf);

    [Benchmark]
    public void AddFractions() => Kernels.Fr.AddFractions(a, b, half, otherHalf);

    [Benchmark]
    public (Fr, Fr) ProductRound() => Kernels.Fr.ProductRound(a, b);

    [Benchmark]
    public (Fr, Fr) FractionRound() => Kernels.Fr.FractionRound(e, a, b, c, d);

    [Benchmark]
    public (Fr, Fr, Fr) WeightedProductRound() => Kernels.Fr.WeightedProductRound(c, a, b);

    protected override void Prepare()
    {
        var random = new Random(1);
        a = RandomElements.Make(random, 2 * Pairs);
        b = RandomElements.Make(random, 2 * Pairs);
        c = RandomElements.Make(random, 2 * Pairs);
        d = RandomElements.Make(random, 2 * Pairs);
        e = RandomElements.Make(random, Pairs);
        half = new Fr[Pairs];
        otherHalf = new Fr[Pairs];
    }
}
