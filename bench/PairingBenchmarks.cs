using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Pairings;

namespace Zkml.Benchmarks;

/// <summary>Pairings and their products; <c>ZKML_KERNELS=portable</c> measures them without vector code.</summary>
public class PairingBenchmarks
{
    private readonly (G1Affine P, G2Affine Q)[] pairs = new (G1Affine, G2Affine)[4];
    private readonly (G1Affine P, G2Prepared Q)[] prepared = new (G1Affine, G2Prepared)[4];

    [GlobalSetup]
    public void Setup()
    {
        Pairing.Warm(KernelSet.Default);
        var scalars = RandomElements.Make(new Random(3), 2 * pairs.Length);
        for (var k = 0; k < pairs.Length; k++)
        {
            pairs[k] = ((G1Affine.Generator * scalars[2 * k]).ToAffine(), (G2Affine.Generator * scalars[(2 * k) + 1]).ToAffine());
            prepared[k] = (pairs[k].P, new G2Prepared(pairs[k].Q));
        }
    }

    /// <summary>One pairing of two points, the lines of the G2 point included.</summary>
    [Benchmark]
    public Fq12 Pair() => Pairing.Pair(pairs[0].P, pairs[0].Q, KernelSet.Default);

    [Benchmark]
    public bool FourPairs() => Pairing.ProductIsOne(pairs, KernelSet.Default);

    [Benchmark]
    public Fq12 PairPrepared() => Pairing.Product(prepared.AsSpan(0, 1), KernelSet.Default);

    /// <summary>The verifier's check: both G2 points are known in advance.</summary>
    [Benchmark]
    public bool TwoPairsPrepared() => Pairing.ProductIsOne(prepared.AsSpan(0, 2), KernelSet.Default);

    [Benchmark]
    public bool FourPairsPrepared() => Pairing.ProductIsOne(prepared, KernelSet.Default);

    [Benchmark]
    public G2Prepared Prepare() => new(pairs[0].Q);
}
