using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Plonk;

/// <summary>
/// Copy constraints as a permutation of the 4n cells: the cells of one wire form a cycle. Cell (row, j) has the name
/// k_j·ω^row; σ_j(ω^row) is the name of the next cell of the cycle.
/// </summary>
internal static class Permutation
{
    // Rows of one step of a long loop: some milliseconds.
    private const int LongestRange = 1 << 13;

    /// <summary>The values of σ_0 … σ_3 on ⟨ω⟩.</summary>
    public static Fr[][] Sigmas(ConstraintSystem system, Domain domain)
    {
        var next = NextCells(system, domain.Size);
        var roots = Domain.PowersOf(domain.Root, domain.Size, domain.Cpu.Fr);
        var sigmas = new Fr[Row.Wires][];
        for (var j = 0; j < Row.Wires; j++)
        {
            domain.Cpu.ThrowIfCancelled();
            sigmas[j] = new Fr[domain.Size];
            for (var row = 0; row < domain.Size; row++)
            {
                var cell = next[(j * domain.Size) + row];
                sigmas[j][row] = roots[cell % domain.Size].MulSmall((long)PlonkKey.Cosets[cell / domain.Size]);
            }
        }
        return sigmas;
    }

    private static int[] NextCells(ConstraintSystem system, int size)
    {
        var next = new int[Row.Wires * size];
        for (var cell = 0; cell < next.Length; cell++) next[cell] = cell;
        var first = new int[system.WireCount];
        Array.Fill(first, -1);
        for (var row = 0; row < system.Rows.Length; row++)
        {
            for (var j = 0; j < Row.Wires; j++)
            {
                var wire = system.Rows[row].Wire(j);
                if (wire < 0) continue;
                var cell = (j * size) + row;
                if (first[wire] < 0)
                {
                    first[wire] = cell;
                    continue;
                }

                // Swapping successors joins the new cell to the cycle.
                (next[cell], next[first[wire]]) = (next[first[wire]], next[cell]);
            }
        }
        return next;
    }

    /// <summary>
    /// The running product on ⟨ω⟩: z(1) = 1, <c>z(ω^(i+1)) = z(ω^i)·Π_j (w_j + β·k_j·ω^i + γ)/(w_j + β·σ_j + γ)</c>.
    /// </summary>
    public static Fr[] RunningProduct(Domain domain, Fr[][] wires, Fr[][] sigmas, Fr beta, Fr gamma)
    {
        var roots = Domain.PowersOf(domain.Root, domain.Size, domain.Cpu.Fr);
        Fr[] numerators = new Fr[domain.Size], denominators = new Fr[domain.Size];
        domain.Cpu.For(domain.Size, 1 << 10, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                Fr numerator = Fr.One, denominator = Fr.One, root = beta * roots[i];
                for (var j = 0; j < Row.Wires; j++)
                {
                    var shifted = wires[j][i] + gamma;
                    numerator *= shifted + root.MulSmall((long)PlonkKey.Cosets[j]);
                    denominator *= shifted + (beta * sigmas[j][i]);
                }
                numerators[i] = numerator;
                denominators[i] = denominator;
            }
        }, LongestRange);
        domain.Cpu.Fr.BatchInvert(denominators);
        domain.Cpu.Fr.Multiply(numerators, denominators, numerators);
        var product = Fr.One;
        for (var i = 0; i < domain.Size; i++) (numerators[i], product) = (product, product * numerators[i]);
        return numerators;
    }
}
