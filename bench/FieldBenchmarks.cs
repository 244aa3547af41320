using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Benchmarks;

/// <summary>Vector kernels, one core, by tier; divide by the size for the time per element.</summary>
public class FieldBenchmarks : KernelTiers
{
    private Fr[] left = [], right = [], destination = [];
    private Fq[] leftQ = [], rightQ = [], destinationQ = [];

    [Params(1 << 6, 1 << 11, 1 << 16)]
    public int Size { get; set; }

    [Benchmark]
    public void Multiply() => Kernels.Fr.Multiply(left, right, destination);

    [Benchmark]
    public void MultiplyFq() => Kernels.Fq.Multiply(leftQ, rightQ, destinationQ);

    [Benchmark]
    public void Square() => Kernels.Fr.Square(left, destination);

    [Benchmark]
    public void MultiplyScalar() => Kernels.Fr.MultiplyScalar(left, right[0], destination);

    [Benchmark]
    public void MultiplyAddScalar() => Kernels.Fr.MultiplyAddScalar(destination, right[0], left);

    [Benchmark]
    public void Add() => Kernels.Fr.Add(left, right, destination);

    [Benchmark]
    public void Subtract() => Kernels.Fr.Subtract(left, right, destination);

    [Benchmark]
    public Fr Sum() => Kernels.Fr.Sum(left);

    [Benchmark]
    public Fr InnerProduct() => Kernels.Fr.InnerProduct(left, right);

    [Benchmark]
    public void BatchInvert() => Kernels.Fr.BatchInvert(left);

    protected override void Prepare()
    {
        var random = new Random(1);
        left = RandomElements.Make(random, Size);
        right = RandomElements.Make(random, Size);
        destination = new Fr[Size];
        leftQ = RandomElements.Make<FqModulus>(random, Size);
        rightQ = RandomElements.Make<FqModulus>(random, Size);
        destinationQ = new Fq[Size];
    }
}
