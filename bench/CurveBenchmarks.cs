using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;

namespace Zkml.Benchmarks;

/// <summary>The verifier's pairing check: two pairs, both G2 points prepared.</summary>
public class PairingBenchmarks
{
    private readonly Srs srs = Srs.Development(4);

    [Benchmark]
    public bool TwoPairs() =>
        Pairing.ProductIsOne([(srs.G1Powers[1], srs.PreparedG2Generator), (-srs.G1Powers[0], srs.PreparedG2Tau)]);
}
