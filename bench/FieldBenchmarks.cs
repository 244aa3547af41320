using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;

namespace Zkml.Benchmarks;

/// <summary>Vector kernels over Fr on every tier; divide by the size for the time per element.</summary>
[MemoryDiagnoser]
public class FieldBenchmarks
{
    private IDisposable? force;

    private Fr[] left = [], right = [], destination = [];
    private int[] small = [];

    [Params(1 << 10, 1 << 16)]
    public int Size { get; set; }

    /// <summary>The tiers of this machine.</summary>
    public static IEnumerable<KernelTier> Tiers => Enum.GetValues<KernelTier>().Where(t => t switch
    {
        KernelTier.Assembled => KernelSupport.CanAssemble,
        KernelTier.Vector => KernelSupport.CanVectorize,
        _ => true,
    });

    [ParamsSource(nameof(Tiers))]
    public KernelTier Tier { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        force = KernelSupport.Force(Tier);
        var random = new Random(1);
        left = RandomElements.Make(random, Size);
        right = RandomElements.Make(random, Size);
        destination = new Fr[Size];
        small = [.. Enumerable.Range(0, Size).Select(_ => random.Next(-128, 128))];
    }

    [GlobalCleanup]
    public void Cleanup() => force?.Dispose();

    [Benchmark]
    public void Multiply() => FrVector.Multiply(left, right, destination);

    [Benchmark]
    public Fr InnerProduct() => FrVector.InnerProduct(left, right);

    [Benchmark]
    public Fr InnerProductSmall() => FrVector.InnerProductSmall(left, small);

    [Benchmark]
    public void Fold() => FrVector.Fold(left, right[0], destination.AsSpan(0, Size / 2));
}

internal static class RandomElements
{
    public static Fr[] Make(Random random, int count)
    {
        var bytes = new byte[64];
        var elements = new Fr[count];
        for (var k = 0; k < count; k++)
        {
            random.NextBytes(bytes);
            elements[k] = Fr.FromUniform64(bytes);
        }
        return elements;
    }
}
