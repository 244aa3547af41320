using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Batch inversion on every tier: the product with the operand is one, and zero stays zero.</summary>
public abstract class BatchInversionTests<T>
    where T : struct, IModulus
{
    private readonly KernelCases<T> cases = new(74);

    [Fact]
    public void InvertsCornersAndKeepsZeros() => ForEachLength(cases.Elements);

    [Fact]
    public void InvertsWithoutZeros() => ForEachLength(length =>
        [.. cases.Elements(length).Select(x => x.IsZero ? KernelCases<T>.Largest : x)]);

    [Fact]
    public void ZerosOnlyStayZeros() => ForEachLength(length => new Fp<T>[length]);

    [Fact]
    public void ShortScratchIsRefused() =>
        Assert.Throws<ArgumentException>(() => FieldBatch.Invert(new Fp<T>[200], new Fp<T>[199], KernelSet.Default.Over<T>()));

    private static void ForEachLength(Func<int, Fp<T>[]> make)
    {
        KernelCases<T>.ForEach((set, length) => Check(set, make(length)));
        foreach (var length in new[] { 127, 128, 129, 159, 160, 161, 8191, 8192, 8193, 8319, 8320, 20_000 })
        {
            foreach (KernelSet set in KernelCases<T>.Sets) Check(set, make(length));
        }
    }

    private static void Check(KernelSet set, Fp<T>[] values)
    {
        Fp<T>[] inverses = [.. values];
        FieldBatch.Invert(inverses.AsSpan(), set.Over<T>());
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i].IsZero ? Fp<T>.Zero : Fp<T>.One, values[i] * inverses[i]);
        Assert.Equal(values.Select(x => x.IsZero), inverses.Select(x => x.IsZero));
    }
}

public sealed class FrBatchInversionTests : BatchInversionTests<FrModulus>;

public sealed class FqBatchInversionTests : BatchInversionTests<FqModulus>;
