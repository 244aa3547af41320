using Zkml.Algebra.Fields;

namespace Zkml.Wrapper.Plonk;

/// <summary>The prover's side of the batched opening (docs/wrapper.md §4).</summary>
internal sealed class OpeningProver(PlonkProvingKey key, Fr[] wires, Fr[] product, Fr[] quotient, Fr zeta, Fr nu)
{
    private readonly Fr[][] polynomials =
    [
        Packing.Pack(key.Selectors.AsSpan(0, 4)), Packing.Pack(key.Selectors.AsSpan(4, 4)), Packing.Pack(key.Sigmas),
        wires, product, quotient,
    ];

    private Fr Next => zeta * key.Domain.Root;

    /// <summary>W = Σ ν^i·(f_i − r_i)/Z_i: exact divisions whose remainders are the r_i.</summary>
    public Fr[] Quotient()
    {
        var sum = new Fr[polynomials.Max(p => p.Length)];
        var fixedPart = new Fr[polynomials[0].Length];
        var power = Fr.One;
        for (var k = 0; k < 3; k++)
        {
            FrVector.MultiplyAddScalar(fixedPart, power, polynomials[k]);
            power *= nu;
        }
        Add(sum, fixedPart, Fr.One, (4, zeta));
        Add(sum, [.. wires], power, (4, zeta), (4, Next));
        power *= nu;
        Add(sum, [.. product], power, (1, zeta), (1, Next));
        power *= nu;
        Add(sum, [.. quotient], power, (1, zeta));
        return sum;
    }

    /// <summary>W′ = L/(X − y).</summary>
    public Fr[] Linearize(Fr[] first, Fr y, PlonkEvaluations evaluations)
    {
        var value = FrVector.InnerProduct(quotient, Domain.PowersOf(zeta, quotient.Length));
        var opening = PackedOpening.At(y, zeta, key.Domain.Root, nu, evaluations, value)
            ?? throw new InvalidOperationException("A challenge is degenerate; prove again.");
        var sum = new Fr[first.Length];
        for (var k = 0; k < polynomials.Length; k++)
            FrVector.MultiplyAddScalar(sum.AsSpan(0, polynomials[k].Length), opening.Factors[k], polynomials[k]);
        FrVector.MultiplyAddScalar(sum, -opening.Divisor, first);
        sum[0] -= opening.Constant;
        var length = Packing.Divide(sum, sum.Length, 1, y);
        return sum[..length];
    }

    /// <summary>sum += factor·p/Π(X^step − a), the remainders dropped; overwrites p.</summary>
    private static void Add(Fr[] sum, Fr[] p, Fr factor, params ReadOnlySpan<(int Step, Fr A)> divisors)
    {
        var length = p.Length;
        foreach (var (step, a) in divisors) length = Packing.Divide(p, length, step, a);
        FrVector.MultiplyAddScalar(sum.AsSpan(0, length), factor, p.AsSpan(0, length));
    }
}
