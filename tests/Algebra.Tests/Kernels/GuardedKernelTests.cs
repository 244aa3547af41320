using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;
using Zkml.Algebra.Tests.Memory;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Element-wise kernels touch nothing before or behind their operands, whatever the length and the tier.</summary>
[Collection(KernelCollection.Name)]
public sealed class GuardedKernelTests
{
    private readonly KernelCases<FrModulus> cases = new(89);

    private static IEnumerable<int> Lengths => [16, 17, 23, 24, .. Enumerable.Range(96, 41), 2559, 2560, 2561, 5127];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StayWithinTheirOperands(bool atEnd)
    {
        if (!GuardedMemory<Fr>.IsSupported)
            return;
        foreach (KernelTier tier in KernelCases<FrModulus>.Tiers)
        {
            using IDisposable force = KernelSupport.Force(tier);
            foreach (int length in Lengths)
                Check(length, atEnd);
        }
    }

    private void Check(int length, bool atEnd)
    {
        Fr[] left = cases.Elements(length), right = cases.Elements(length), expected = new Fr[length];
        Fr scalar = cases.Corner();
        using var a = new GuardedMemory<Fr>(length, atEnd);
        using var b = new GuardedMemory<Fr>(length, atEnd);
        using var result = new GuardedMemory<Fr>(length, atEnd);
        left.CopyTo(a.Span);
        right.CopyTo(b.Span);

        FieldKernels<FrModulus>.Multiply(a.Span, b.Span, result.Span);
        PortableKernels<FrModulus>.Multiply(left, right, expected);
        Assert.Equal(expected, result.Span.ToArray());
        FieldKernels<FrModulus>.Square(a.Span, result.Span);
        PortableKernels<FrModulus>.Square(left, expected);
        Assert.Equal(expected, result.Span.ToArray());
        FieldKernels<FrModulus>.MultiplyScalar(a.Span, scalar, result.Span);
        PortableKernels<FrModulus>.MultiplyScalar(left, scalar, expected);
        Assert.Equal(expected, result.Span.ToArray());
        FieldKernels<FrModulus>.MultiplyAddScalar(b.Span, scalar, a.Span);
        PortableKernels<FrModulus>.MultiplyAddScalar(right, scalar, left);
        Assert.Equal(right, b.Span.ToArray());
        Assert.Equal(left, a.Span.ToArray());
    }
}
