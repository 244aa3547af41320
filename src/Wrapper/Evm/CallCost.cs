using Zkml.Algebra.Curves;
using Zkml.Verifier;
using Zkml.Verifier.Plan;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Evm;

/// <summary>
/// What verifying a proof on a chain takes, before there is one: the calldata exactly, the gas of the whole transaction by a line fitted
/// to measurements on anvil (tests/Settlement.Tests/CallCostTests.cs holds it within 2 %).
/// </summary>
/// <param name="Commitments">K: parameter commitments and those of a proof.</param>
/// <param name="Words">Public words, and the names of sealed tensors.</param>
/// <param name="CalldataBytes">Of the call <c>verify</c>.</param>
/// <param name="Gas">Predicted.</param>
public sealed record CallCost(int Commitments, int Words, int CalldataBytes, int Gas)
{
    private const int BaseGas = 327_300, GasPerCommitment = 8_820, GasPerWord = 945;

    private const int Word = 32, Selector = 4, Heads = 5, Tails = 3;

    /// <summary>[A], [Z], [T], [W], [W′] of the PLONK proof, and the hint.</summary>
    private const int PlonkBytes = (5 * G1Affine.ByteLength) + (Word * (PlonkEvaluations.Count + 1));

    /// <summary>The cost under a hiding key.</summary>
    public static CallCost Of(CoreKey core)
    {
        var plan = core.Plan;
        var commitments = plan.Parameters.Chunks + plan.WitnessCommitments;
        var factors = VerifierCircuit.FactorCount(plan);
        var words = VerifierCircuit.PublicInputCount(core) - 1 - VerifierCircuit.DigestCount - factors + plan.Privacy!.Sealed.Count;
        var key = PlonkKey.EncodedLength + Word + (plan.Parameters.Chunks * G1Affine.ByteLength);
        var proof = (G1Affine.ByteLength * (plan.WitnessCommitments + ProofShape.OpeningPointCount)) + (Word * factors) + PlonkBytes;
        return new CallCost(
            commitments, words, Selector + (Word * (Heads + Tails + words)) + key + proof, BaseGas + (GasPerCommitment * commitments) + (GasPerWord * words));
    }
}
