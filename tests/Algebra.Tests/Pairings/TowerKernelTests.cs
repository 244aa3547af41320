using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Pairings.Tower;

namespace Zkml.Algebra.Tests.Pairings;

/// <summary>The assembled operations of Fq12 against plain ones, with random and extreme coefficients, also in chains.</summary>
public sealed class TowerKernelTests
{
    // The last two are one and minus one in the kernels' form, so limbs of small and of large values.
    private static readonly Fq[] Extremes =
    [
        Fq.Zero, Fq.One, -Fq.One, Fq.FromBigInteger(Fq.Modulus / 2), Fq.FromUInt64(ulong.MaxValue),
        Fq.FromUInt64(2).Pow(312).Invert(), -Fq.FromUInt64(2).Pow(312).Invert(),
    ];

    private readonly Sample sample = new(31);

    [Fact]
    public void ProductsAndSquaresAgree()
    {
        if (!KernelSupport.CanAssemble) return;
        Fq12[] values = Values(80);
        for (var i = 0; i < values.Length; i++)
        {
            Fq12 a = values[i], b = values[^(i + 1)];
            Assert.Equal(ReferencePairing.Multiply(a, b), TowerArithmetic.Apply(TowerKernel.Multiply, a, b));
            Assert.Equal(ReferencePairing.Multiply(a, a), TowerArithmetic.Apply(TowerKernel.Square, a));
            Assert.Equal(a.Conjugate(), TowerArithmetic.Apply(TowerKernel.Conjugate, a));
            Assert.Equal(a, TowerArithmetic.Apply(TowerKernel.Conjugate, a, times: 4));
        }
    }

    [Fact]
    public void ChainsStayInRange()
    {
        if (!KernelSupport.CanAssemble) return;
        foreach (Fq12 a in Values(12))
        {
            Fq12 square = a, product = a;
            for (var i = 0; i < 25; i++)
            {
                square = ReferencePairing.Multiply(square, square);
                product = ReferencePairing.Multiply(product, a);
            }

            Assert.Equal(square, TowerArithmetic.Apply(TowerKernel.Square, a, times: 25));
            Assert.Equal(product, TowerArithmetic.Apply(TowerKernel.Multiply, a, a, times: 25));
        }
    }

    [Fact]
    public void LinesAgree()
    {
        if (!KernelSupport.CanAssemble) return;
        Fq12[] values = Values(40);
        for (var i = 0; i < values.Length; i++)
        {
            Fq12 other = values[^(i + 1)];
            var line = new Fq12(Fq6.One, new(other.C1.C0, other.C1.C1, default));
            Fq12 expected = values[i];
            for (var times = 1; times <= 9; times++)
            {
                expected = ReferencePairing.Multiply(expected, line);
                Assert.Equal(expected, TowerArithmetic.Apply(TowerKernel.MultiplyLine, values[i], line, times: times));
            }
        }
    }

    [Fact]
    public void FrobeniusMapsAgree()
    {
        if (!KernelSupport.CanAssemble) return;
        foreach (Fq12 value in Values(30))
        {
            Fq12 expected = value;
            for (var power = 1; power <= 3; power++)
            {
                expected = expected.Frobenius();
                Assert.Equal(expected, TowerArithmetic.Apply(TowerKernel.MultiplyCoefficients, value, count: power));
            }
        }
    }

    [Fact]
    public void CyclotomicSquaresAgree()
    {
        if (!KernelSupport.CanAssemble) return;
        foreach (Fq12 value in Values(30).Append(Fq12.One))
        {
            if (value == default) continue;
            Fq12 easy = value.Conjugate() * value.Invert();
            Fq12 unitary = easy.Frobenius().Frobenius() * easy, expected = unitary;
            for (var count = 1; count <= 12; count++)
            {
                expected = ReferencePairing.Multiply(expected, expected);
                Assert.Equal(expected, TowerArithmetic.Apply(TowerKernel.SquareCyclotomic, unitary, count: count));
            }

            Assert.Equal(expected, TowerArithmetic.Apply(TowerKernel.SquareCyclotomic, unitary, count: 4, times: 3));
        }
    }

    /// <summary>Elements with extreme coefficients first, then random ones.</summary>
    private Fq12[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => i < count / 2 ? Make(Corner) : Make(Part))];

    private static Fq12 Make(Func<Fq2> part) => new(new(part(), part(), part()), new(part(), part(), part()));

    private Fq2 Part() => new(sample.Element<FqModulus>(), sample.Element<FqModulus>());

    private Fq2 Corner() => new(Extremes[sample.Random.Next(Extremes.Length)], Extremes[sample.Random.Next(Extremes.Length)]);
}
