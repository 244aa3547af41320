using Zkml.Algebra.Threading;

namespace Zkml.Wrapper.Plonk;

/// <summary>The prover's side of the batched opening (docs/wrapper.md §4).</summary>
internal sealed class OpeningProver(PlonkProvingKey key, Cpu cpu, Fr[] wires, Fr[] product, Fr[] quotient, Fr zeta, Fr nu)
{
    private readonly Fr[][] polynomials = [.. key.Packed, wires, product, quotient];

    private Fr Next => zeta * key.Domain.Root;

    /// <summary>W = Σ ν^i·(f_i − r_i)/Z_i: exact divisions whose remainders are the r_i.</summary>
    public Fr[] Quotient()
    {
        // A division is one long chain of multiplications, so those of different polynomials run side by side.
        var powers = Domain.PowersOf(nu, polynomials.Length, cpu.Fr);
        var parts = new Fr[4][];
        cpu.Each(parts.Length, k => parts[k] = k switch
        {
            0 => Divide(wires, powers[3], (4, zeta), (4, Next)),
            1 => Divide(quotient, powers[5], (1, zeta)),
            2 => Divide(product, powers[4], (1, zeta), (1, Next)),
            _ => Divide(FixedPart(powers), Fr.One, (4, zeta)),
        });
        var sum = parts[1];
        if (sum.Length < parts[0].Length) (sum, parts[0]) = (parts[0], sum);
        foreach (var part in (Fr[][])[parts[0], parts[2], parts[3]]) cpu.Fr.Add(sum.AsSpan(0, part.Length), part, sum.AsSpan(0, part.Length));
        return sum;
    }

    private Fr[] FixedPart(Fr[] powers)
    {
        var sum = (Fr[])polynomials[0].Clone();
        for (var k = 1; k < key.Packed.Length; k++) cpu.Fr.MultiplyAddScalar(sum, powers[k], polynomials[k]);
        return sum;
    }

    /// <summary>W′ = L/(X − y).</summary>
    public Fr[] Linearize(Fr[] first, Fr y, PlonkEvaluations evaluations)
    {
        var value = cpu.Fr.InnerProduct(quotient, Domain.PowersOf(zeta, quotient.Length, cpu.Fr));
        var opening = PackedOpening.At(y, zeta, key.Domain.Root, nu, evaluations, value)
            ?? throw new InvalidOperationException("A challenge is degenerate; prove again.");
        var sum = new Fr[first.Length];
        for (var k = 0; k < polynomials.Length; k++)
        {
            cpu.Fr.MultiplyAddScalar(sum.AsSpan(0, polynomials[k].Length), opening.Factors[k], polynomials[k]);
        }
        cpu.Fr.MultiplyAddScalar(sum, -opening.Divisor, first);
        sum[0] -= opening.Constant;
        var length = Packing.Divide(sum, sum.Length, 1, y, cpu);
        return sum[..length];
    }

    /// <summary>factor·p/Π(X^step − a), the remainders dropped.</summary>
    private Fr[] Divide(Fr[] p, Fr factor, params (int Step, Fr A)[] divisors)
    {
        var result = new Fr[p.Length];
        cpu.Fr.MultiplyScalar(p, factor, result);
        var length = p.Length;
        foreach (var (step, a) in divisors) length = Packing.Divide(result, length, step, a, cpu);
        return result;
    }
}
