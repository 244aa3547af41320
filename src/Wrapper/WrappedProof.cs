using Zkml.Verifier;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper;

/// <summary>
/// A core proof whose scalars are proven instead of shown: its points, the factors of its pairing check, and the PLONK proof
/// that a core verifier would have accepted (docs/wrapper.md §1).
/// </summary>
/// <param name="Statement">What it is about.</param>
/// <param name="Points">The points of the core proof.</param>
/// <param name="Factors">Factors of the deferred check: K of the commitments, then eleven.</param>
/// <param name="Plonk">The proof of the scalars.</param>
public sealed record WrappedProof(Statement Statement, ProofPoints Points, Fr[] Factors, PlonkProof Plonk);

/// <summary>What verifies wrapped proofs of one model: its core key and the circuit of its verifier.</summary>
public sealed record WrapperKey(CoreKey Core, PlonkKey Plonk);
