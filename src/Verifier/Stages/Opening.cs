using Zkml.Algebra.Fields;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 6, first half: the chunks of both packed polynomials are folded to one polynomial of 2^ChunkBits coefficients,
/// whose value at the low coordinates of y is then opened by <see cref="Mercury"/> (docs/protocol.md §8.1).
/// </summary>
public static class Opening
{
    /// <summary>
    /// Factor of every chunk: eq of its number at the high coordinates, times δ for the witness polynomial.
    /// Parameter chunks first.
    /// </summary>
    public static T[] ChunkFactors<T>(ProofPlan plan, T[] y, T delta)
        where T : struct, IScalar<T>
    {
        var parameters = Weights(plan.Parameters, y);
        var witness = Weights(plan.Witness, y);
        for (var k = 0; k < witness.Length; k++) witness[k] *= delta;
        return [.. parameters, .. witness];
    }

    public static DeferredOpening<T>? Verify<T>(VerifierState<T> state, T[] y)
        where T : struct, IScalar<T>
    {
        var delta = state.Transcript.Challenge(Labels.OpenDelta);
        var factors = ChunkFactors(state.Plan, y, delta);
        var value = CombinedValue(state.Plan, state.Proof.YEvaluations, y, delta);
        state.Transcript.Absorb(Labels.OpenBlinding, state.Proof.Blinding);
        return Mercury.Verify(state, factors, y[..state.Plan.ChunkBits], value);
    }

    /// <summary>The folded polynomial's value: parameters plus δ times witness, each at its own coordinates of y.</summary>
    public static T CombinedValue<T>(ProofPlan plan, T[] evaluations, T[] y, T delta)
        where T : struct, IScalar<T> =>
        plan.Parameters.IsEmpty ? delta * evaluations[^1] : evaluations[0] + (delta * evaluations[^1]);

    private static T[] Weights<T>(PackedPolynomial polynomial, T[] y)
        where T : struct, IScalar<T> =>
        polynomial.IsEmpty
            ? []
            : Eq.Table<T>(y.AsSpan(polynomial.ChunkBits, polynomial.Variables - polynomial.ChunkBits), polynomial.Chunks);
}
