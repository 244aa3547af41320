using Zkml.Algebra.Fields;
using Zkml.Algebra.Polynomials;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 5: all claims on columns, at all points, become one claim on each packed polynomial at one common point y
/// (docs/protocol.md §7): <c>Σ_j γ^j·v_j = Σ_x Σ_j γ^j·eq((r_j, slot_j, 0…), x)·F_j(x)</c>, shorter polynomials
/// zero-extended at the high end.
/// </summary>
public static class OpeningReduction
{
    public const int RoundDegree = 2;

    /// <summary>Returns y; null when rejected.</summary>
    public static T[]? Verify<T>(ProtocolState<T> state)
        where T : struct, IScalar<T>
    {
        var plan = state.Plan;
        var gamma = state.Transcript.Challenge(Labels.ReduceGamma);
        var weights = ContractionBatch.Powers(gamma, state.Claims.Count);
        var sum = T.Zero;
        for (var k = 0; k < weights.Length; k++) sum += weights[k] * state.Claims[k].Value;
        var (y, claim) = Sumcheck.Replay(
            state.Transcript,
            Labels.ReduceRound,
            Labels.ReducePoint,
            state.Proof.ReductionRounds,
            [new SumcheckInstance<T>(0, sum, RoundDegree)]);
        state.Transcript.Absorb(Labels.YEvaluations, state.Proof.YEvaluations);
        var factors = Factors(state, weights, y);
        var total = T.Zero;
        for (var k = 0; k < factors.Length; k++) total += factors[k] * state.Proof.YEvaluations[k];
        return state.RequireEqual(total, claim, Step.Reduction, "final evaluation") ? y : null;
    }

    /// <summary>Σ_j γ^j·eq((r_j, slot bits, zeros), y) for each polynomial.</summary>
    public static T[] Factors<T>(ProtocolState<T> state, T[] weights, T[] y)
        where T : struct, IScalar<T>
    {
        var polynomials = state.Plan.Polynomials;
        var factors = new T[polynomials.Count];
        Array.Fill(factors, T.Zero);
        for (var k = 0; k < weights.Length; k++)
        {
            var key = state.Claims[k].Key;
            var p = state.Plan.PolynomialOf(key.Column);
            factors[p] += weights[k] * ColumnWeight(polynomials[p], key.Column, state.Resolve(key.Point), y);
        }
        for (var p = 0; p < factors.Length; p++) factors[p] *= Extension(polynomials[p].Variables, y);
        return factors;
    }

    /// <summary>Σ_tiles (weight of the tile at r)·eq(r on the free variables, y)·(weight of the slot at y).</summary>
    private static T ColumnWeight<T>(PackedPolynomial polynomial, int column, T[] point, T[] y)
        where T : struct, IScalar<T>
    {
        var sum = T.Zero;
        foreach (var (tile, slot) in polynomial.TilesOf(column))
        {
            var local = EqPolynomial.Evaluate<T>(tile.Restrict(point), y.AsSpan(0, slot.Variables));
            sum += tile.Weight<T>(point) * local * Eq.SlotWeight<T>(slot, y);
        }
        return sum;
    }

    /// <summary>The zero extension of a polynomial in n variables: its value at y is its value at y[0..n) times Π (1 − y_k).</summary>
    private static T Extension<T>(int variables, T[] y)
        where T : struct, IScalar<T>
    {
        var product = T.One;
        for (var k = variables; k < y.Length; k++) product *= T.One - y[k];
        return product;
    }
}
