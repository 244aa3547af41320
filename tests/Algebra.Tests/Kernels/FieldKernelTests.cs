using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Portable;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Every kernel on every tier against the portable reference, bit for bit.</summary>
public abstract class FieldKernelTests<T>
    where T : struct, IModulus
{
    private readonly KernelCases<T> cases = new(71);

    private delegate void OnTier(
        FieldKernels<T> kernels, ReadOnlySpan<Fp<T>> left, ReadOnlySpan<Fp<T>> right, Span<Fp<T>> destination);

    private delegate void Binary(ReadOnlySpan<Fp<T>> left, ReadOnlySpan<Fp<T>> right, Span<Fp<T>> destination);

    [Fact]
    public void AddMatches() => CheckBinary((kernels, a, b, d) => kernels.Add(a, b, d), PortableKernels<T>.Add);

    [Fact]
    public void SubtractMatches() => CheckBinary((kernels, a, b, d) => kernels.Subtract(a, b, d), PortableKernels<T>.Subtract);

    [Fact]
    public void MultiplyMatches() => CheckBinary((kernels, a, b, d) => kernels.Multiply(a, b, d), PortableKernels<T>.Multiply);

    [Fact]
    public void SquareMatches() => CheckBinary(
        (kernels, a, _, d) => kernels.Square(a, d), (a, _, d) => PortableKernels<T>.Square(a, d));

    [Fact]
    public void ScalarProductsMatch() => KernelCases<T>.ForEach((set, length) =>
    {
        foreach (Fp<T> s in cases.Scalars)
        {
            Fp<T>[] a = cases.Elements(length), sum = cases.Elements(length), expected = new Fp<T>[length];
            Fp<T>[] expectedSum = [.. sum];
            PortableKernels<T>.MultiplyScalar(a, s, expected);
            PortableKernels<T>.MultiplyAddScalar(expectedSum, s, a);
            set.Over<T>().MultiplyAddScalar(sum, s, a);
            set.Over<T>().MultiplyScalar(a, s, a);
            Assert.Equal(expected, a);
            Assert.Equal(expectedSum, sum);
        }
    });

    [Fact]
    public void FoldMatchesInPlaceAndOutside() => KernelCases<T>.ForEach((set, half) =>
    {
        foreach (Fp<T> r in cases.Scalars)
        {
            Fp<T>[] table = cases.Elements(2 * half), expected = new Fp<T>[half], actual = new Fp<T>[half];
            PortableKernels<T>.Fold(table, r, expected);
            set.Over<T>().Fold(table, r, actual);
            set.Over<T>().Fold(table, r, table.AsSpan(0, half));
            Assert.Equal(expected, actual);
            Assert.Equal(expected, table[..half]);
        }
    });

    [Fact]
    public void AddPairsMatchesInPlaceAndOutside() => KernelCases<T>.ForEach((set, half) =>
    {
        Fp<T>[] table = cases.Elements(2 * half), expected = new Fp<T>[half], actual = new Fp<T>[half];
        PortableKernels<T>.AddPairs(table, expected);
        set.Over<T>().AddPairs(table, actual);
        set.Over<T>().AddPairs(table, table.AsSpan(0, half));
        Assert.Equal(expected, actual);
        Assert.Equal(expected, table[..half]);
    });

    [Fact]
    public void ExpandMatchesWithinOneTable() => KernelCases<T>.ForEach((set, half) =>
    {
        foreach (Fp<T> r in cases.Scalars)
        {
            Fp<T>[] table = cases.Elements(2 * half), expected = [.. table];
            PortableKernels<T>.Expand(expected.AsSpan(0, half), r, expected.AsSpan(half));
            set.Over<T>().Expand(table.AsSpan(0, half), r, table.AsSpan(half));
            Assert.Equal(expected, table);
        }
    });

    [Fact]
    public void AddFractionsMatches() => KernelCases<T>.ForEach((set, half) =>
    {
        Fp<T>[] p = cases.Elements(2 * half), q = cases.Elements(2 * half);
        Fp<T>[] expectedP = new Fp<T>[half], expectedQ = new Fp<T>[half], sumP = new Fp<T>[half], sumQ = new Fp<T>[half];
        PortableKernels<T>.AddFractions(p, q, expectedP, expectedQ);
        set.Over<T>().AddFractions(p, q, sumP, sumQ);
        Assert.Equal(expectedP, sumP);
        Assert.Equal(expectedQ, sumQ);
    });

    /// <summary>Every pair of corners, in one product each.</summary>
    [Fact]
    public void CornersMeetAllCorners()
    {
        foreach (KernelSet set in KernelCases<T>.Sets)
        {
            Fp<T>[] a = cases.Elements(50_000), b = cases.Elements(50_000);
            Fp<T>[] actual = new Fp<T>[a.Length], expected = new Fp<T>[a.Length];
            set.Over<T>().Multiply(a, b, actual);
            PortableKernels<T>.Multiply(a, b, expected);
            Assert.Equal(expected, actual);
        }
    }

    private void CheckBinary(OnTier kernel, Binary reference) => KernelCases<T>.ForEach((set, length) =>
    {
        Fp<T>[] a = cases.Elements(length), b = cases.Elements(length), expected = new Fp<T>[length];
        Fp<T>[] actual = new Fp<T>[length], left = [.. a], right = [.. b], both = [.. a], doubled = new Fp<T>[length];
        reference(a, b, expected);
        reference(a, a, doubled);
        FieldKernels<T> kernels = set.Over<T>();
        kernel(kernels, a, b, actual);
        kernel(kernels, left, b, left);
        kernel(kernels, a, right, right);
        kernel(kernels, both, both, both);
        Assert.Equal(expected, actual);
        Assert.Equal(expected, left);
        Assert.Equal(expected, right);
        Assert.Equal(doubled, both);
    });
}

public sealed class FrKernelTests : FieldKernelTests<FrModulus>;

public sealed class FqKernelTests : FieldKernelTests<FqModulus>;
