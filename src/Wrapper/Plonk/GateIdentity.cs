using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Plonk;

/// <summary>The challenges of a proof before the opening.</summary>
internal readonly record struct PlonkChallenges(Fr Beta, Fr Gamma, Fr Alpha, Fr Zeta);

/// <summary>F(ζ) from evaluations: everything a row states and the permutation (docs/wrapper.md §2).</summary>
internal static class GateIdentity
{
    /// <summary>Powers of α: C_0, R_0 … R_3, P_1, P_2.</summary>
    public const int Powers = 7;

    public static Fr[] AlphaPowers(Fr alpha)
    {
        var powers = new Fr[Powers];
        powers[0] = Fr.One;
        for (var k = 1; k < Powers; k++) powers[k] = powers[k - 1] * alpha;
        return powers;
    }

    /// <summary>Σ_j α^(1+j)·M[j, i]: the factor of the raised wire i in the round statements, for M_E and M_I.</summary>
    public static (Fr[] External, Fr[] Internal) ColumnFactors(Fr[] powers)
    {
        Fr[] external = new Fr[Row.Wires], inner = new Fr[Row.Wires];
        for (var i = 0; i < Row.Wires; i++)
        {
            for (var j = 0; j < Row.Wires; j++)
            {
                external[i] += powers[1 + j].MulSmall(Poseidon2Rounds.External[j][i]);
                inner[i] += powers[1 + j] * Poseidon2Rounds.Internal(j, i);
            }
        }
        return (external, inner);
    }

    /// <summary>F(ζ), given PI(ζ) and L_0(ζ).</summary>
    public static Fr Evaluate(PlonkEvaluations e, PlonkChallenges c, Fr publicInput, Fr firstLagrange)
    {
        var powers = AlphaPowers(c.Alpha);
        return Rows(e, powers, publicInput)
            + (powers[5] * Permutation(e, c))
            + (powers[6] * (e.Product - Fr.One) * firstLagrange);
    }

    private static Fr Rows(PlonkEvaluations e, Fr[] powers, Fr publicInput)
    {
        var q = e.Selectors;
        var w = e.Wires;
        Fr isFull = q[6], isPartial = q[7];
        var sum = (q[4] * w[0] * w[1]) + q[5];
        for (var j = 0; j < Row.Wires; j++) sum += q[j] * w[j];
        var result = ((Fr.One - isFull - isPartial) * sum) + publicInput;
        var (external, inner) = ColumnFactors(powers);
        Fr next = Fr.Zero, full = Fr.Zero, partial = Fr.Zero;
        for (var j = 0; j < Row.Wires; j++)
        {
            var raised = Poseidon2Rounds.FifthPower(w[j] + q[j]);
            next += powers[1 + j] * e.NextWires[j];
            full += external[j] * raised;
            partial += inner[j] * (j == 0 ? raised : w[j]);
        }
        return result + (isFull * (next - full)) + (isPartial * (next - partial));
    }

    private static Fr Permutation(PlonkEvaluations e, PlonkChallenges c)
    {
        Fr left = e.Product, right = e.NextProduct;
        for (var j = 0; j < Row.Wires; j++)
        {
            left *= e.Wires[j] + (c.Beta * c.Zeta).MulSmall((long)PlonkKey.Cosets[j]) + c.Gamma;
            right *= e.Wires[j] + (c.Beta * e.Sigmas[j]) + c.Gamma;
        }
        return left - right;
    }
}
