using System.Numerics;
using Zkml.Algebra.Setup;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper;

/// <summary>Wraps core proofs of one model. Immutable and thread-safe.</summary>
public sealed class WrapperProver
{
    private readonly CoreKey core;
    private readonly PlonkProvingKey plonk;

    private WrapperProver(CoreKey core, PlonkProvingKey plonk)
    {
        this.core = core;
        this.plonk = plonk;
    }

    public WrapperKey Key => new(core, plonk.Key);

    /// <summary>Rows of the circuit, and where they come from.</summary>
    public Circuit.ConstraintSystem System => plonk.System;

    /// <summary>log2 of the powers of τ that wrapping under a circuit takes.</summary>
    public static int RequiredLogSize(Circuit.ConstraintSystem system) =>
        BitOperations.Log2((uint)PlonkProvingKey.RequiredPowers(system.LogSize) - 1) + 1;

    /// <summary>Builds the circuit and its key.</summary>
    /// <param name="core">A hiding key.</param>
    /// <param name="srs">The SRS under which the model was compiled, with enough powers for the circuit.</param>
    /// <param name="backend">Null for the program's default.</param>
    /// <param name="known">The PLONK key from a file, trusted: null to make it, and always null in an audit (<see cref="PlonkProvingKey.Create"/>).</param>
    /// <exception cref="ArgumentException">The key is plain, the SRS is another one or too small, or the known key has another size.</exception>
    public static WrapperProver Create(
        CoreKey core, Srs srs, IComputeBackend? backend = null, PlonkKey? known = null, CancellationToken cancellation = default) =>
        Create(core, VerifierCircuit.Compile(core, cancellation), srs, backend, known, cancellation);

    /// <summary>As above, with the circuit that <see cref="VerifierCircuit.Compile"/> made: its size says how large the SRS must be.</summary>
    public static WrapperProver Create(
        CoreKey core, Circuit.ConstraintSystem system, Srs srs, IComputeBackend? backend = null, PlonkKey? known = null, CancellationToken cancellation = default)
    {
        backend = (backend ?? CpuBackend.Default).With(cancellation);
        if (!core.Plan.IsHiding) throw new ArgumentException("Only hiding proofs are wrapped; derive a hiding key first.", nameof(core));
        if (core.G2Tau.Point != srs.G2Tau) throw new ArgumentException("The wrapper needs the SRS under which the model was compiled.");
        return new WrapperProver(core, PlonkProvingKey.Create(system, srs, backend, known));
    }

    /// <summary>Wraps a hiding proof of this key.</summary>
    /// <param name="proof">Of the key's model.</param>
    /// <param name="backend">What to run on, the number of threads included; null for the program's default.</param>
    /// <param name="cancellation">Ends the call; nothing runs on, and the prover stays usable.</param>
    /// <exception cref="ArgumentException">The core verifier does not accept it.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public WrappedProof Wrap(HidingProof proof, IComputeBackend? backend = null, CancellationToken cancellation = default)
    {
        backend = (backend ?? CpuBackend.Default).With(cancellation);
        if (CoreVerifier.Verify(core, proof.Statement, proof.Proof, proof.Salt, backend.Cpu) is { } rejection)
        {
            throw new ArgumentException($"Only a valid proof can be wrapped: {rejection}");
        }
        var assigned = VerifierCircuit.Assign(core, proof.Statement, proof.Proof, proof.Salt, cancellation);
        var inputs = assigned.PublicInputs;
        var factors = inputs[^VerifierCircuit.FactorCount(core.Plan)..];
        return new WrappedProof(proof.Statement, proof.Proof.Points, factors, PlonkProver.Prove(plonk, assigned.Wires, backend));
    }
}
