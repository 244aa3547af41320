using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Benchmarks;

/// <summary>Operations one at a time, per operation; <c>ZKML_KERNELS=portable</c> measures them without machine code.</summary>
public class ScalarBenchmarks
{
    private const int Chain = 1 << 10;

    private Fr[] values = [];
    private Fr frResult;
    private Fq x, y, fqResult;
    private Fq2 x2, y2;
    private G1Affine point;
    private G1Projective sum;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(5);
        values = RandomElements.Make(random, Chain);
        Fq[] operands = RandomElements.Make<FqModulus>(random, 6);
        (x, y) = (operands[0], operands[1]);
        (x2, y2) = (new Fq2(operands[2], operands[3]), new Fq2(operands[4], operands[5]));
        point = (G1Affine.Generator * values[0]).ToAffine();
        sum = G1Projective.Generator;
    }

    /// <summary>None waits for another.</summary>
    [Benchmark(OperationsPerInvoke = Chain)]
    public void FrMultiplyIndependent()
    {
        for (var k = 0; k < Chain; k++) frResult = values[k] * values[Chain - 1 - k];
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void FqMultiplyChained()
    {
        fqResult = x;
        for (var k = 0; k < Chain; k++) fqResult *= y;
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void FqSquareChained()
    {
        fqResult = x;
        for (var k = 0; k < Chain; k++) fqResult = fqResult.Square();
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void FqInvertChained()
    {
        fqResult = x;
        for (var k = 0; k < Chain; k++) fqResult = fqResult.Invert() + y;
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public Fq2 Fq2MultiplyChained()
    {
        var product = x2;
        for (var k = 0; k < Chain; k++) product *= y2;
        return product;
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void G1MixedAdditionChained()
    {
        for (var k = 0; k < Chain; k++) sum += point;
    }
}
