using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Portable;
using Zkml.Algebra.Tests.Memory;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Kernels of spans touch nothing before or behind their operands, whatever the length and the tier.</summary>
public sealed class GuardedKernelTests
{
    private readonly KernelCases<FrModulus> cases = new(89);

    private static IEnumerable<int> Lengths => [16, 17, 23, 24, .. Enumerable.Range(96, 41), 2559, 2560, 2561, 5127];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StayWithinTheirOperands(bool atEnd)
    {
        if (!GuardedMemory<Fr>.IsSupported) return;
        foreach (KernelSet set in KernelCases<FrModulus>.Sets)
        {
            foreach (var length in Lengths)
            {
                Check(set, length, atEnd);
                CheckSums(set, length, atEnd);
            }
        }
    }

    private void Check(KernelSet set, int length, bool atEnd)
    {
        Fr[] left = cases.Elements(length), right = cases.Elements(length), expected = new Fr[length];
        Fr scalar = cases.Corner();
        using var a = new GuardedMemory<Fr>(length, atEnd);
        using var b = new GuardedMemory<Fr>(length, atEnd);
        using var result = new GuardedMemory<Fr>(length, atEnd);
        left.CopyTo(a.Span);
        right.CopyTo(b.Span);

        set.Over<FrModulus>().Multiply(a.Span, b.Span, result.Span);
        PortableKernels<FrModulus>.Multiply(left, right, expected);
        Assert.Equal(expected, result.Span.ToArray());
        set.Over<FrModulus>().Square(a.Span, result.Span);
        PortableKernels<FrModulus>.Square(left, expected);
        Assert.Equal(expected, result.Span.ToArray());
        set.Over<FrModulus>().MultiplyScalar(a.Span, scalar, result.Span);
        PortableKernels<FrModulus>.MultiplyScalar(left, scalar, expected);
        Assert.Equal(expected, result.Span.ToArray());
        set.Over<FrModulus>().MultiplyAddScalar(b.Span, scalar, a.Span);
        PortableKernels<FrModulus>.MultiplyAddScalar(right, scalar, left);
        Assert.Equal(right, b.Span.ToArray());
        Assert.Equal(left, a.Span.ToArray());
    }

    /// <summary>Pairs, sums and small integers.</summary>
    private unsafe void CheckSums(KernelSet set, int length, bool atEnd)
    {
        Fr scalar = cases.Corner();
        using var table = new GuardedMemory<Fr>(2 * length, atEnd);
        using var weights = new GuardedMemory<Fr>(length, atEnd);
        using var integers = new GuardedMemory<int>(length, atEnd);
        using var longs = new GuardedMemory<long>(length, atEnd);
        using var result = new GuardedMemory<Fr>(length, atEnd);
        cases.Elements(2 * length).CopyTo(table.Span);
        cases.Elements(length).CopyTo(weights.Span);
        for (var i = 0; i < length; i++) longs.Span[i] = integers.Span[i] = i % 5 == 0 ? int.MinValue : cases.Random.Next(-9, 9);

        var expected = new Fr[length];
        PortableKernels<FrModulus>.Fold(table.Span, scalar, expected);
        set.Fr.Fold(table.Span, scalar, result.Span);
        Assert.Equal(expected, result.Span.ToArray());
        PortableKernels<FrModulus>.AddPairs(table.Span, expected);
        set.Over<FrModulus>().AddPairs(table.Span, result.Span);
        Assert.Equal(expected, result.Span.ToArray());
        set.Fr.FromInt64(longs.Span, result.Span);
        Assert.Equal(integers.Span.ToArray().Select(value => Fr.FromInt64(value)), result.Span.ToArray());
        Fr sum = set.Fr.InnerProduct(weights.Span, result.Span);
        Assert.Equal(sum, set.Fr.InnerProductSmall(weights.Span, integers.Span));
        result.Span.Clear();
        set.Fr.AccumulateSmall(result.Span, scalar, integers.Span);
        Assert.Equal(integers.Span.ToArray().Select(value => scalar * Fr.FromInt64(value)), result.Span.ToArray());

        // Seven rows, all of them the one that there is.
        result.Span.Clear();
        set.Fr.AccumulateRows(result.Span, [scalar, scalar, scalar, scalar, scalar, scalar, scalar], integers.Span, new int[7]);
        Assert.Equal(integers.Span.ToArray().Select(value => scalar * Fr.FromInt64(7L * value)), result.Span.ToArray());
    }
}
