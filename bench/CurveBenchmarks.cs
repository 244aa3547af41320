using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Setup;

namespace Zkml.Benchmarks;

/// <summary>Multi-scalar multiplications over the development SRS.</summary>
public class MsmBenchmarks
{
    private Srs srs = Srs.Development(1);
    private Fr[] scalars = [];
    private long[] bytes = [];

    [Params(12, 14, 16)]
    public int LogSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(2);
        srs = Srs.Development(LogSize);
        scalars = RandomElements.Make(random, 1 << LogSize);
        bytes = [.. Enumerable.Range(0, 1 << LogSize).Select(_ => (long)random.Next(-128, 128))];
    }

    [Benchmark]
    public G1Projective FullWidth() => Pippenger.Instance.Msm(srs.G1Powers, scalars);

    [Benchmark]
    public G1Projective EightBit() => Pippenger.Instance.MsmSmall(srs.G1Powers, bytes);
}
