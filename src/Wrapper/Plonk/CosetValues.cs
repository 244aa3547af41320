namespace Zkml.Wrapper.Plonk;

/// <summary>The values on one coset of everything that depends on the circuit alone.</summary>
internal sealed class CosetValues
{
    public CosetValues(Domain domain, int number, Fr[][] selectors, Fr[][] sigmas)
    {
        Number = number;
        Selectors = Array.ConvertAll(selectors, Extend);
        Sigmas = Array.ConvertAll(sigmas, Extend);
        var lagrange = new Fr[domain.Size];
        Array.Fill(lagrange, Fr.FromUInt64((ulong)domain.Size).Invert());
        FirstLagrange = Extend(lagrange);
        Points = Domain.PowersOf(domain.Root, domain.Size, domain.Cpu.Fr);
        domain.Cpu.Fr.MultiplyScalar(Points, domain.Shifts[number], Points);

        Fr[] Extend(Fr[] coefficients)
        {
            var values = new Fr[domain.Size];
            domain.Extend(coefficients, number, values);
            return values;
        }
    }

    /// <summary>Which coset.</summary>
    public int Number { get; }

    public Fr[][] Selectors { get; }

    public Fr[][] Sigmas { get; }

    /// <summary>L_0.</summary>
    public Fr[] FirstLagrange { get; }

    /// <summary>X.</summary>
    public Fr[] Points { get; }
}
