namespace Zkml.Verifier.Plan;

/// <summary>
/// What a hiding proof commits to apart from the witness polynomial (docs/protocol.md §8.3): each sealed tensor in chunks of its
/// own, so that its commitment is its public name, and the mask.
/// </summary>
public sealed class Privacy(IReadOnlyList<int> columns)
{
    /// <summary>Columns of the sealed circuit that were public tensors of the model, in statement order.</summary>
    public IReadOnlyList<int> Sealed { get; } = columns;
}
