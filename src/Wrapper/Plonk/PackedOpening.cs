using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Wrapper.Plonk;

/// <summary>
/// The divisors and remainders of the batched opening at a point y (docs/wrapper.md §4). One class for both sides, so that
/// they cannot differ.
/// </summary>
internal sealed class PackedOpening
{
    /// <summary>F0, F1, F2, A, Z, T.</summary>
    public const int Polynomials = 6;

    private PackedOpening(Fr[] factors, Fr constant, Fr divisor)
    {
        Factors = factors;
        Constant = constant;
        Divisor = divisor;
    }

    /// <summary>ν^i·Z_0(y)/Z_i(y), the factor of polynomial i in L.</summary>
    public Fr[] Factors { get; }

    /// <summary>Σ factor_i·r_i(y), the constant that L subtracts.</summary>
    public Fr Constant { get; }

    /// <summary>Z_0(y) = y^4 − ζ, the factor of W in L.</summary>
    public Fr Divisor { get; }

    /// <summary>Null when a divisor vanishes at y: such a challenge is refused on both sides.</summary>
    public static PackedOpening? At(Fr y, Fr zeta, Fr root, Fr nu, PlonkEvaluations e, Fr quotient)
    {
        var next = zeta * root;
        var y4 = y.Square().Square();
        Fr packed = y4 - zeta, packedNext = y4 - next, linear = y - zeta, linearNext = y - next;
        var product = packed * packedNext * linear * linearNext;
        if (product.IsZero) return null;

        // Z_0/Z_A = 1/(y⁴ − ζω), Z_0/Z_Z = (y⁴ − ζ)/((y − ζ)(y − ζω)), Z_0/Z_T = (y⁴ − ζ)/(y − ζ), by one inversion;
        // 1/(ζ − ζω) for the two remainders of degree above one.
        Fr[] inverses = [packedNext, linear, linearNext, zeta - next];
        KernelSet.Portable.Fr.BatchInvert(inverses);
        Fr[] ratios =
        [
            Fr.One, Fr.One, Fr.One, inverses[0], packed * inverses[1] * inverses[2], packed * inverses[1],
        ];
        Fr[] remainders =
        [
            Horner(e.Selectors[..4], y), Horner(e.Selectors[4..], y), Horner(e.Sigmas, y),
            ((Horner(e.Wires, y) * packedNext) - (Horner(e.NextWires, y) * packed)) * inverses[3],
            ((e.Product * linearNext) - (e.NextProduct * linear)) * inverses[3],
            quotient,
        ];
        var factors = new Fr[Polynomials];
        var (constant, power) = (Fr.Zero, Fr.One);
        for (var k = 0; k < Polynomials; k++)
        {
            factors[k] = power * ratios[k];
            constant += factors[k] * remainders[k];
            power *= nu;
        }
        return new PackedOpening(factors, constant, packed);
    }

    private static Fr Horner(ReadOnlySpan<Fr> values, Fr y)
    {
        var sum = Fr.Zero;
        for (var k = values.Length - 1; k >= 0; k--) sum = (sum * y) + values[k];
        return sum;
    }
}
