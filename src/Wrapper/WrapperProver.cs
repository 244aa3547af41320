using Zkml.Algebra.Setup;
using Zkml.Prover.Backends;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper;

/// <summary>Wraps core proofs of one model.</summary>
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

    /// <summary>Builds the circuit and its key. The SRS must be the one of the model.</summary>
    /// <exception cref="ArgumentException">The SRS is another one, or too small.</exception>
    public static WrapperProver Create(CoreKey core, Srs srs, IComputeBackend? backend = null)
    {
        if (core.G2Tau.Point != srs.G2Tau)
            throw new ArgumentException("The wrapper needs the SRS under which the model was compiled.");
        return new WrapperProver(core, PlonkProvingKey.Create(VerifierCircuit.Compile(core), srs, backend));
    }

    /// <summary>Wraps a proof that the core verifier accepts.</summary>
    /// <exception cref="ArgumentException">It does not accept it.</exception>
    public WrappedProof Wrap(Statement statement, Proof proof, IComputeBackend? backend = null)
    {
        if (CoreVerifier.Verify(core, statement, proof) is { } rejection)
            throw new ArgumentException($"Only a valid proof can be wrapped: {rejection}");
        var assigned = VerifierCircuit.Assign(core, statement, proof);
        var inputs = assigned.PublicInputs;
        var factors = inputs[^VerifierCircuit.FactorCount(core.Plan)..];
        return new WrappedProof(statement, proof.Points, factors, PlonkProver.Prove(plonk, assigned.Wires, backend));
    }
}
