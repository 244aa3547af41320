using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;

namespace Zkml.Benchmarks;

/// <summary>Multi-scalar multiplications over the development SRS, by size, scalar width and threads.</summary>
public class MsmBenchmarks
{
    private const int FullWidth = 254;
    private const int Largest = 20;

    // Made once: it takes longer than most of the benchmarks.
    private static readonly Lazy<Srs> Points = new(() => Srs.Development(Largest));

    private ReadOnlyMemory<G1Affine> bases;
    private Pippenger engine = new Pippenger(Cpu.Default);
    private Fr[] scalars = [];
    private long[] integers = [];

    [Params(10, 12, 14, 16, 18, Largest)]
    public int LogSize { get; set; }

    /// <summary>Bits: 1 means 0 or 1, 8 to 32 signed integers, 254 random field elements.</summary>
    [Params(1, 8, 16, 32, FullWidth)]
    public int Width { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(2);
        var count = 1 << LogSize;
        bases = Points.Value.G1Powers[..count];
        engine = new Pippenger(new Cpu(KernelSet.Default, Threads));
        if (Width == FullWidth) scalars = RandomElements.Make(random, count);
        else integers = [.. Enumerable.Range(0, count).Select(_ => Integer(random))];
    }

    [Benchmark]
    public G1Projective Msm() =>
        Width == FullWidth ? engine.Msm(bases.Span, scalars) : engine.MsmSmall(bases.Span, integers);

    private long Integer(Random random) =>
        Width == 1 ? random.Next(2) : random.NextInt64(-1L << (Width - 1), 1L << (Width - 1));
}

/// <summary>Full-width scalars over bases with precomputed multiples, by how many of them there are.</summary>
public class PrecomputedMsmBenchmarks
{
    private PrecomputedBases? bases;
    private Fr[] scalars = [];

    [Params(10, 12, 14, 16)]
    public int LogSize { get; set; }

    [Params(2, 4, 256)]
    public int MaximumLevels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        bases = new PrecomputedBases(Srs.Development(LogSize).G1Powers, Cpu.Default, MaximumLevels);
        scalars = RandomElements.Make(new Random(2), 1 << LogSize);
    }

    [Benchmark]
    public G1Projective Msm() => new Pippenger(Cpu.Default).Msm(bases!, scalars);
}
