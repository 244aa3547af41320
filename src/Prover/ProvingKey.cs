using Zkml.Algebra.Curves;
using Zkml.Algebra.Setup;
using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover;

/// <summary>
/// What the provider keeps in memory to prove many inferences of one model: the plan, the SRS, and the parameters packed.
/// </summary>
public sealed class ProvingKey
{
    public required CoreKey Verification { get; init; }

    public required Srs Srs { get; init; }

    /// <summary>Parameter columns by id; other positions are null.</summary>
    public required ColumnData?[] Parameters { get; init; }

    public required PackedColumns PackedParameters { get; init; }

    /// <summary>ρ_j of every parameter chunk: <c>C_j = [p_j(τ)]₁ + ρ_j·H</c>; zeros when the weights are public.</summary>
    public required Fr[] ParameterBlindings { get; init; }

    /// <summary>The key of batches of N samples: the parameters, packed and committed, are the same (docs/protocol.md §3.10).</summary>
    /// <exception cref="InvalidDataException">The batch is too large; the message says what for.</exception>
    public ProvingKey ForBatch(int samples) => With(
        BatchKey.Derive(Verification, samples, out var refusal)
            ?? throw new InvalidDataException($"A batch of {samples} samples is not possible: {refusal}. Prove fewer samples at once, or compile the model for batches (zkml compile --batch {samples})."));

    /// <summary>The same parameters under a key that was derived from this one.</summary>
    public ProvingKey With(CoreKey derived) => new()
    {
        Verification = derived,
        Srs = Srs,
        Parameters = Parameters,
        PackedParameters = PackedParameters,
        ParameterBlindings = ParameterBlindings,
    };

    /// <summary>[τ^i]₁ for i below <paramref name="count"/>.</summary>
    public ReadOnlyMemory<G1Affine> Bases(int count) => Srs.G1Powers[..count];
}
