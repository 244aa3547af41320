using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transforms;

namespace Zkml.Benchmarks;

/// <summary>Transforms in place, on all cores (<c>DOTNET_PROCESSOR_COUNT=1</c> for one).</summary>
[MemoryDiagnoser]
public class NttBenchmarks
{
    private static readonly Fr Shift = Fr.FromUInt64(Ntt.Generator);

    private Fr[] values = [];

    [Params(10, 12, 16, 18, 20, 22)]
    public int LogSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        values = new Fr[1 << LogSize];
        Fr[] random = RandomElements.Make(new Random(1), Math.Min(1 << LogSize, 1 << 16));
        for (var i = 0; i < values.Length; i++) values[i] = random[i % random.Length];
    }

    [Benchmark]
    public void Forward() => Ntt.Forward(values, Cpu.Default);

    [Benchmark]
    public void Inverse() => Ntt.Inverse(values, Cpu.Default);

    [Benchmark]
    public void ForwardCoset() => Ntt.ForwardCoset(values, Shift, Cpu.Default);

    [Benchmark]
    public void InverseCoset() => Ntt.InverseCoset(values, Shift, Cpu.Default);
}

/// <summary>Batch inversion in place; divide by the size for the time per element.</summary>
public class BatchInversionBenchmarks
{
    private Fr[] values = [];

    [Params(1 << 8, 1 << 12, 1 << 16)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => values = RandomElements.Make(new Random(1), Size);

    [Benchmark]
    public void Invert() => KernelSet.Default.Fr.BatchInvert(values);
}
