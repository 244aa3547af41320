using Zkml.Algebra.Setup;
using Zkml.Wrapper.Circuit;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Tests;

/// <summary>T by cosets against polynomials evaluated the slow way (docs/wrapper.md §2).</summary>
public class QuotientTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(9)]
    public void ValuesOnTheCosetsAreThoseOfThePolynomialAndGiveItBack(int logSize)
    {
        var domain = new Domain(logSize, Zkml.Prover.Backends.CpuBackend.Default);
        var random = new Random(logSize);
        var low = Coefficients(random, domain.Size + 3);
        var values = new Fr[domain.Size];
        foreach (var coset in (int[])[0, domain.Cosets - 1])
        {
            domain.Extend(low, coset, values);
            for (var i = 0; i < domain.Size; i += 1 + (domain.Size / 8))
            {
                Assert.Equal(At(low, domain.Shifts[coset] * domain.Root.Pow((ulong)i)), values[i]);
            }
        }

        // The largest degree that T has, from values point by point.
        var high = Coefficients(random, Math.Min((5 * domain.Size) + 10, domain.Cosets * domain.Size));
        var blocks = Enumerable.Range(0, domain.Cosets).Select(k => Enumerable.Range(0, domain.Size)
            .Select(i => At(high, domain.Shifts[k] * domain.Root.Pow((ulong)i))).ToArray()).ToArray();
        var combined = domain.Combine(blocks);
        Assert.Equal(high, combined[..high.Length]);
        Assert.All(combined[high.Length..], c => Assert.True(c.IsZero));
    }

    [Fact]
    public void NoCosetMeetsTheDomainOrAnother()
    {
        for (var logSize = 3; logSize <= 20; logSize++)
        {
            var domain = new Domain(logSize, Zkml.Prover.Backends.CpuBackend.Default);
            Assert.Equal(domain.Cosets, domain.CosetPowers.Append(Fr.One).Distinct().Count() - 1);
            Assert.True((5 * domain.Size) + 10 <= domain.Cosets * domain.Size);
        }
    }

    [Fact]
    public void TheQuotientTimesTheVanishingPolynomialIsF()
    {
        // F(ζ) by the formula that verifiers use, T by the cosets, at a point of neither.
        var circuit = SmallCircuits.Hash(5, 11);
        var key = PlonkProvingKey.Create(circuit.System, Srs.Development(12));
        var random = new Random(3);
        var n = key.Domain.Size;
        var wires = PlonkProver.RowValues(key.System, n, circuit.Wires);
        Fr beta = Random(random), gamma = Random(random), zeta = Random(random);
        var challenges = new PlonkChallenges(beta, gamma, Random(random), zeta);
        var product = key.Domain.Interpolate(Permutation.RunningProduct(key.Domain, wires, key.SigmaValues, beta, gamma));
        var publics = new Fr[n];
        for (var k = 0; k < circuit.PublicInputs.Length; k++) publics[k] = -circuit.PublicInputs[k];
        Fr[][] polynomials = [.. wires.Select(w => key.Domain.Interpolate([.. w]))];
        key.Domain.Interpolate(publics);
        for (var round = 0; round < 2; round++)
        {
            // Twice: the second time the fixed polynomials' values are those that were kept.
            var quotient = Quotient.Compute(key, key.Domain, polynomials, product, publics, challenges, lenient: false);
            Fr[] values =
            [
                .. key.Selectors.Concat(key.Sigmas).Concat(polynomials).Select(p => At(p, zeta)),
                .. polynomials.Select(p => At(p, zeta * key.Domain.Root)), At(product, zeta), At(product, zeta * key.Domain.Root),
            ];
            var vanishing = zeta.Pow((ulong)n) - Fr.One;
            var first = vanishing * (Fr.FromInt64(n) * (zeta - Fr.One)).Invert();
            var f = GateIdentity.Evaluate(new PlonkEvaluations(values), challenges, At(publics, zeta), first);
            Assert.Equal(f, At(quotient, zeta) * vanishing);
        }
    }

    [Fact]
    public void TheSmallestCircuitsAreProven()
    {
        // 2^3 and 2^4 rows: T is longer than six times eight.
        foreach (var rows in (int[])[1, 6, 9, 14])
        {
            var builder = new CircuitBuilder();
            var x = builder.PublicInput(Fr.FromInt64(2));
            for (var k = 1; k < rows; k++) x = (x * x).Settle();
            var (system, wires) = builder.Build();
            var key = PlonkProvingKey.Create(system, Srs.Development(8));
            var proof = PlonkProver.Prove(key, wires);
            Assert.True(PlonkTests.Accepts(key, [Fr.FromInt64(2)], proof), $"{system.Rows.Length} rows");
            Assert.False(PlonkTests.Accepts(key, [Fr.FromInt64(3)], proof));
        }
    }

    private static Fr[] Coefficients(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Random(random))];

    private static Fr Random(Random random)
    {
        var bytes = new byte[64];
        random.NextBytes(bytes);
        return Fr.FromUniform64(bytes);
    }

    private static Fr At(Fr[] polynomial, Fr x)
    {
        var sum = Fr.Zero;
        for (var k = polynomial.Length - 1; k >= 0; k--) sum = (sum * x) + polynomial[k];
        return sum;
    }
}
