using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Fields;

namespace Zkml.Benchmarks;

/// <summary>Small integers times field elements, one core, by tier; rows of weights as a matrix bound by an eq table.</summary>
public class SmallBenchmarks : KernelTiers
{
    private const int Rows = 64;

    private Fr[] weights = [], rowWeights = [], accumulator = [];
    private int[] integers = [], matrix = [], offsets = [];

    /// <summary>Integers, in one row.</summary>
    [Params(1 << 6, 1 << 11, 1 << 16)]
    public int Size { get; set; }

    /// <summary>Their bits, with the sign.</summary>
    [Params(8, 16, 32)]
    public int Width { get; set; }

    [Benchmark]
    public Fr InnerProductSmall() => Kernels.Fr.InnerProductSmall(weights, integers);

    [Benchmark]
    public void AccumulateSmall() => Kernels.Fr.AccumulateSmall(accumulator, weights[0], integers);

    /// <summary>64 rows: divide by 64 times the size.</summary>
    [Benchmark]
    public void AccumulateRows() => Kernels.Fr.AccumulateRows(accumulator, rowWeights, matrix, offsets);

    protected override void Prepare()
    {
        var random = new Random(1);
        weights = RandomElements.Make(random, Size);
        rowWeights = RandomElements.Make(random, Rows);
        accumulator = new Fr[Size];
        integers = Integers(random, Size);
        matrix = Integers(random, Rows * Size);
        offsets = [.. Enumerable.Range(0, Rows).Select(row => row * Size)];
    }

    private int[] Integers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (int)random.NextInt64(-1L << (Width - 1), 1L << (Width - 1)))];
}
