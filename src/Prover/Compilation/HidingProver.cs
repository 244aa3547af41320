using Zkml.Circuits.Batching;
using Zkml.Circuits.Privacy;
using Zkml.Prover.Backends;
using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Compilation;

/// <summary>
/// A proof made to be wrapped, with what only its prover may know: the salt, and the blindings of the sealed tensors, which
/// open their names to whoever the prover tells.
/// </summary>
public sealed class HidingProof(CoreKey key, Statement statement, Proof proof, Fr salt, Fr[] sealedBlindings)
{
    /// <summary>The hiding key.</summary>
    public CoreKey Key { get; } = key;

    /// <summary>Context and the tensors that are shown.</summary>
    public Statement Statement { get; } = statement;

    /// <summary>Scalars and points; the scalars are secret.</summary>
    public Proof Proof { get; } = proof;

    /// <summary>σ.</summary>
    public Fr Salt { get; } = salt;

    /// <summary>ρ of each sealed tensor, in the order of <see cref="Verifier.Plan.Privacy.Sealed"/>.</summary>
    public Fr[] SealedBlindings { get; } = sealedBlindings;
}

/// <summary>Makes hiding proofs of one model with one choice of visibility (docs/protocol.md §8.3). Immutable and thread-safe.</summary>
public sealed class HidingProver
{
    private readonly ProvingModel model;
    private readonly ProvingKey key;
    private readonly int samples;

    /// <exception cref="InvalidDataException">The model's tensors cannot be sealed so, or the batch is too large.</exception>
    public HidingProver(ProvingModel model, Visibility visibility, int samples = 1)
    {
        (this.model, this.samples) = (model, samples);
        var plain = samples == 1 ? model.Key : model.Key.ForBatch(samples);
        var hiding = HidingKey.Derive(plain.Verification, visibility, out var refusal)
            ?? throw new InvalidDataException($"No hiding proof of this model is possible: {refusal}.");
        key = plain.With(hiding);
    }

    public CoreKey Key => key.Verification;

    /// <summary>Runs and proves one inference for each sample, with fresh secrets.</summary>
    /// <exception cref="ArgumentException">The number of samples, or an input, is not what the model takes.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public HidingProof Prove(
        IReadOnlyList<long[][]> inputs, Fr context, IComputeBackend? backend = null, CancellationToken cancellation = default)
    {
        backend = (backend ?? model.Backend).With(cancellation);
        if (inputs.Count != samples) throw new ArgumentException($"This prover takes {samples} samples, not {inputs.Count}.");
        var traces = new long[samples][][];
        backend.Cpu.Each(samples, s => traces[s] = model.Lowered.Program.Run(inputs[s], backend.Cpu).Columns);
        var batch = samples == 1 ? model.Lowered.Circuit : BatchCircuit.Of(model.Lowered.Circuit, samples);
        var trace = SealedCircuit.Extend(Key.Plan.Circuit, BatchTrace.Join(model.Lowered.Circuit, batch, traces));
        var secrets = HidingSecrets.Draw(Key.Plan);
        var result = CoreProver.ProveHiding(key, trace, context, secrets, backend);
        var names = Key.Plan.Privacy!.Sealed.Count;
        return new HidingProof(Key, result.Statement, result.Proof, secrets.Salt, secrets.Blindings[^(names + 1)..^1]);
    }
}
