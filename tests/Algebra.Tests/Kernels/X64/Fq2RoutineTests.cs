using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Tests.Kernels.X64;

/// <summary>The operations of Fq2, assembled ones against the portable ones over portable products.</summary>
public sealed class Fq2RoutineTests
{
    [Fact]
    public void TheyAreThereWhereverTheFieldIs() =>
        Assert.Equal(FieldRoutines<FqModulus>.Available, Fq2Routines.Available);

    [Fact]
    public void AgreeWithSchoolbookAtTheCorners()
    {
        // Every corner in each place against few in the others, and all corners pairwise in both places.
        IReadOnlyList<Fq> corners = KernelCases<FqModulus>.AllCorners;
        Fq largest = KernelCases<FqModulus>.Largest, fullest = KernelCases<FqModulus>.Fullest;
        foreach (Fq a in corners)
        {
            foreach (Fq b in corners) Check(new(a, b), new(b, a));
            foreach (Fq other in new[] { Fq.Zero, largest, fullest })
            {
                Check(new(a, other), new(largest, largest));
                Check(new(other, a), new(largest, fullest));
                Check(new(largest, largest), new(a, other));
                Check(new(fullest, largest), new(other, a));
            }
        }
    }

    [Fact]
    public void AgreeWithSchoolbookOnMixedOperands()
    {
        Fq[] words = new KernelCases<FqModulus>(41).Elements(8000);
        for (var i = 0; i < words.Length; i += 4) Check(new(words[i], words[i + 1]), new(words[i + 2], words[i + 3]));
    }

    [Fact]
    public void ResultsMayTakeThePlaceOfOperands()
    {
        Fq[] words = new KernelCases<FqModulus>(42).Elements(400);
        Fq2[] values = [.. Enumerable.Range(0, 100).Select(i => new Fq2(words[2 * i], words[(2 * i) + 1]))];
        for (var i = 0; i + 1 < values.Length; i++)
        {
            Fq2 expected = Schoolbook(values[i], values[i + 1]);
            Fq2 square = Schoolbook(values[i], values[i]);
            Fq2 left = values[i], same = values[i];
            left *= values[i + 1];
            same = same.Square();
            values[i] = values[i] * values[i + 1];
            Assert.Equal([expected, expected, square], [left, values[i], same]);
        }
    }

    private static void Check(Fq2 a, Fq2 b)
    {
        Assert.Equal(Schoolbook(a, b), a * b);
        Assert.Equal(Schoolbook(a, a), a.Square());
        Assert.Equal(Schoolbook(a, new(b.C0, Fq.Zero)), a * b.C0);
        Assert.Equal(Schoolbook(a, b), Fq2.MultiplyPortable(a, b));
        Assert.Equal(Schoolbook(a, a), a.SquarePortable());
    }

    private static Fq2 Schoolbook(Fq2 a, Fq2 b) => new(
        Fq.MultiplyPortable(a.C0, b.C0) - Fq.MultiplyPortable(a.C1, b.C1),
        Fq.MultiplyPortable(a.C0, b.C1) + Fq.MultiplyPortable(a.C1, b.C0));
}
