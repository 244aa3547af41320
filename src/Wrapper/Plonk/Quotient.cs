namespace Zkml.Wrapper.Plonk;

/// <summary>
/// <c>T = F/(X^n − 1)</c> over as many cosets of ⟨ω⟩ as determine it; on each of them X^n − 1 is a constant other than zero
/// (docs/wrapper.md §2).
/// </summary>
internal static class Quotient
{
    private const int Block = 512;

    /// <summary>The coefficients of T. A lenient prover, which only tests have, takes what is there when nothing divides.</summary>
    /// <exception cref="InvalidOperationException">The assignment does not satisfy the circuit.</exception>
    public static Fr[] Compute(
        PlonkProvingKey key, Domain domain, Fr[][] wires, Fr[] product, Fr[] publicInputs, PlonkChallenges challenges, bool lenient)
    {
        var rows = new QuotientRows(domain, wires, product, publicInputs, challenges);
        var values = new Fr[domain.Cosets][];
        for (var k = 0; k < values.Length; k++)
        {
            rows.Enter(key.OnCoset(k, domain));
            values[k] = Evaluate(domain, rows, (domain.CosetPowers[k] - Fr.One).Invert());
        }
        var quotient = domain.Combine(values);
        var length = Math.Min((5 * domain.Size) + 11, quotient.Length);
        if (!lenient && quotient.AsSpan(length).ContainsAnyExcept(Fr.Zero))
        {
            throw new InvalidOperationException("The assignment does not satisfy the circuit; MockProver names the rows.");
        }
        return quotient[..length];
    }

    private static Fr[] Evaluate(Domain domain, QuotientRows rows, Fr vanishingInverse)
    {
        var values = new Fr[domain.Size];
        var block = Math.Min(Block, domain.Size);
        domain.Cpu.For(domain.Size / block, 1, (start, end) =>
        {
            var scratch = new QuotientRows.Scratch(block);
            for (var k = start; k < end; k++)
            {
                domain.Cpu.ThrowIfCancelled();
                var part = values.AsSpan(k * block, block);
                rows.Evaluate(k * block, scratch, part);
                domain.Cpu.Fr.MultiplyScalar(part, vanishingInverse, part);
            }
        });
        return values;
    }
}
