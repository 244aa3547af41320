using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Portable;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Every kernel on every tier against the portable reference, bit for bit.</summary>
public abstract class FieldKernelTests<T>
    where T : struct, IModulus
{
    private readonly KernelCases<T> cases = new(71);

    private delegate void Binary(ReadOnlySpan<Fp<T>> left, ReadOnlySpan<Fp<T>> right, Span<Fp<T>> destination);

    [Fact]
    public void AddMatches() => CheckBinary(FieldKernels<T>.Add, PortableKernels<T>.Add);

    [Fact]
    public void SubtractMatches() => CheckBinary(FieldKernels<T>.Subtract, PortableKernels<T>.Subtract);

    [Fact]
    public void MultiplyMatches() => CheckBinary(FieldKernels<T>.Multiply, PortableKernels<T>.Multiply);

    [Fact]
    public void SquareMatches() => CheckBinary(
        (a, _, d) => FieldKernels<T>.Square(a, d), (a, _, d) => PortableKernels<T>.Square(a, d));

    [Fact]
    public void ScalarProductsMatch() => KernelCases<T>.ForEach(length =>
    {
        foreach (Fp<T> s in cases.Scalars)
        {
            Fp<T>[] a = cases.Elements(length), sum = cases.Elements(length), expected = new Fp<T>[length];
            Fp<T>[] expectedSum = [.. sum];
            PortableKernels<T>.MultiplyScalar(a, s, expected);
            PortableKernels<T>.MultiplyAddScalar(expectedSum, s, a);
            FieldKernels<T>.MultiplyAddScalar(sum, s, a);
            FieldKernels<T>.MultiplyScalar(a, s, a);
            Assert.Equal(expected, a);
            Assert.Equal(expectedSum, sum);
        }
    });

    [Fact]
    public void FoldMatchesInPlaceAndOutside() => KernelCases<T>.ForEach(half =>
    {
        foreach (Fp<T> r in cases.Scalars)
        {
            Fp<T>[] table = cases.Elements(2 * half), expected = new Fp<T>[half], actual = new Fp<T>[half];
            PortableKernels<T>.Fold(table, r, expected);
            FieldKernels<T>.Fold(table, r, actual);
            FieldKernels<T>.Fold(table, r, table.AsSpan(0, half));
            Assert.Equal(expected, actual);
            Assert.Equal(expected, table[..half]);
        }
    });

    [Fact]
    public void AddPairsMatchesInPlaceAndOutside() => KernelCases<T>.ForEach(half =>
    {
        Fp<T>[] table = cases.Elements(2 * half), expected = new Fp<T>[half], actual = new Fp<T>[half];
        PortableKernels<T>.AddPairs(table, expected);
        FieldKernels<T>.AddPairs(table, actual);
        FieldKernels<T>.AddPairs(table, table.AsSpan(0, half));
        Assert.Equal(expected, actual);
        Assert.Equal(expected, table[..half]);
    });

    [Fact]
    public void ExpandMatchesWithinOneTable() => KernelCases<T>.ForEach(half =>
    {
        foreach (Fp<T> r in cases.Scalars)
        {
            Fp<T>[] table = cases.Elements(2 * half), expected = [.. table];
            PortableKernels<T>.Expand(expected.AsSpan(0, half), r, expected.AsSpan(half));
            FieldKernels<T>.Expand(table.AsSpan(0, half), r, table.AsSpan(half));
            Assert.Equal(expected, table);
        }
    });

    [Fact]
    public void AddFractionsMatches() => KernelCases<T>.ForEach(half =>
    {
        Fp<T>[] p = cases.Elements(2 * half), q = cases.Elements(2 * half);
        Fp<T>[] expectedP = new Fp<T>[half], expectedQ = new Fp<T>[half], sumP = new Fp<T>[half], sumQ = new Fp<T>[half];
        PortableKernels<T>.AddFractions(p, q, expectedP, expectedQ);
        FieldKernels<T>.AddFractions(p, q, sumP, sumQ);
        Assert.Equal(expectedP, sumP);
        Assert.Equal(expectedQ, sumQ);
    });

    /// <summary>Every pair of corners, in one product each.</summary>
    [Fact]
    public void CornersMeetAllCorners()
    {
        foreach (KernelTier tier in KernelCases<T>.Tiers)
        {
            using IDisposable force = KernelSupport.Force(tier);
            Fp<T>[] a = cases.Elements(50_000), b = cases.Elements(50_000);
            Fp<T>[] actual = new Fp<T>[a.Length], expected = new Fp<T>[a.Length];
            FieldKernels<T>.Multiply(a, b, actual);
            PortableKernels<T>.Multiply(a, b, expected);
            Assert.Equal(expected, actual);
        }
    }

    private void CheckBinary(Binary kernel, Binary reference) => KernelCases<T>.ForEach(length =>
    {
        Fp<T>[] a = cases.Elements(length), b = cases.Elements(length), expected = new Fp<T>[length];
        Fp<T>[] actual = new Fp<T>[length], left = [.. a], right = [.. b], both = [.. a], doubled = new Fp<T>[length];
        reference(a, b, expected);
        reference(a, a, doubled);
        kernel(a, b, actual);
        kernel(left, b, left);
        kernel(a, right, right);
        kernel(both, both, both);
        Assert.Equal(expected, actual);
        Assert.Equal(expected, left);
        Assert.Equal(expected, right);
        Assert.Equal(doubled, both);
    });
}

[Collection(KernelCollection.Name)]
public sealed class FrKernelTests : FieldKernelTests<FrModulus>;

[Collection(KernelCollection.Name)]
public sealed class FqKernelTests : FieldKernelTests<FqModulus>;

/// <summary>Tests that force a tier run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class KernelCollection
{
    public const string Name = "kernels";
}
