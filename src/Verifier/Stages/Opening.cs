using Zkml.Algebra.Fields;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 6, first half: the chunks of all packed polynomials, and the mask of a hiding proof, are folded to one polynomial of
/// 2^ChunkBits coefficients, whose value at the low coordinates of y is then opened by <see cref="Mercury"/>
/// (docs/protocol.md §8.1, §8.3).
/// </summary>
public static class Opening
{
    /// <summary>
    /// Factor of every commitment: eq of the chunk's number at the high coordinates, times a power of δ for its polynomial:
    /// 1 for parameters, δ for the witness, δ², … for sealed tensors and the next power for the mask.
    /// </summary>
    public static T[] ChunkFactors<T>(ProofPlan plan, T[] y, T delta)
        where T : struct, IScalar<T>
    {
        var powers = Powers(plan, delta);
        var factors = new List<T>();
        for (var p = 0; p < plan.Polynomials.Count; p++)
        {
            foreach (var weight in Weights(plan.Polynomials[p], y)) factors.Add(weight * powers[p]);
        }
        if (plan.IsHiding) factors.Add(powers[^1]);
        return [.. factors];
    }

    public static DeferredOpening<T>? Verify<T>(ProtocolState<T> state, T[] y)
        where T : struct, IScalar<T>
    {
        var delta = state.Transcript.Challenge(Labels.OpenDelta);

        // The mask hides nothing when its weight is zero.
        if (state.Plan.IsHiding && !state.RequireNonZero(delta, Step.Opening, "degenerate delta")) return null;
        var factors = ChunkFactors(state.Plan, y, delta);
        var value = CombinedValue(state.Plan, state.Proof.YEvaluations, delta);
        state.Transcript.Absorb(Labels.OpenBlinding, state.Proof.Blinding);
        return Mercury.Verify(state, factors, y[..state.Plan.ChunkBits], value);
    }

    /// <summary>The folded polynomial's value: Σ δ^power·F̃(y) over the polynomials and the mask.</summary>
    public static T CombinedValue<T>(ProofPlan plan, T[] evaluations, T delta)
        where T : struct, IScalar<T>
    {
        var powers = Powers(plan, delta);
        var value = T.Zero;
        for (var p = 0; p < evaluations.Length; p++) value += powers[p] * evaluations[p];
        return value;
    }

    /// <summary>The power of δ of each polynomial, and after them that of the mask.</summary>
    private static T[] Powers<T>(ProofPlan plan, T delta)
        where T : struct, IScalar<T>
    {
        var powers = new T[plan.Polynomials.Count + 1];
        powers[0] = plan.Parameters.IsEmpty ? delta : T.One;
        for (var p = 1; p < powers.Length; p++) powers[p] = powers[p - 1] * delta;
        return powers;
    }

    private static T[] Weights<T>(PackedPolynomial polynomial, T[] y)
        where T : struct, IScalar<T> =>
        Eq.Table<T>(y.AsSpan(polynomial.ChunkBits, polynomial.Variables - polynomial.ChunkBits), polynomial.Chunks);
}
