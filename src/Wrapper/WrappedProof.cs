using System.Buffers.Binary;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;
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
public sealed record WrappedProof(Statement Statement, ProofPoints Points, Fr[] Factors, PlonkProof Plonk)
{
    /// <summary>The same statement, points, factors and PLONK proof.</summary>
    public bool Equals(WrappedProof? other) => other is not null && Statement == other.Statement
        && ProofBody.Points(Points).SequenceEqual(ProofBody.Points(other.Points)) && Factors.AsSpan().SequenceEqual(other.Factors) && Plonk == other.Plonk;

    public override int GetHashCode() => HashCode.Combine(Statement, Points.Folded, Factors.Length, Plonk.Opening);

    /// <summary>The names of the sealed tensors: keccak256 of their commitments, which stand before the mask's.</summary>
    public byte[][] Names(ProofPlan plan)
    {
        var names = new byte[plan.Privacy!.Sealed.Count][];
        var first = Points.WitnessCommitments.Length - 1 - names.Length;
        for (var k = 0; k < names.Length; k++) names[k] = Keccak256.Hash(Points.WitnessCommitments[first + k].ToBytes());
        return names;
    }
}

/// <summary>What verifies wrapped proofs of one model: its core key and the circuit of its verifier.</summary>
public sealed record WrapperKey(CoreKey Core, PlonkKey Plonk)
{
    /// <summary>Number of public words: packed public inputs and outputs.</summary>
    public int Words => Plonk.PublicInputs - VerifierCircuit.FactorCount(Core.Plan) - VerifierCircuit.DigestCount - 1;

    /// <summary>The bytes that a contract is given (docs/wrapper.md §6): PLONK key, counts, parameter commitments.</summary>
    public byte[] Encode()
    {
        var plonk = Plonk.Encode();
        var bytes = new byte[plonk.Length + 32 + (Core.ParameterCommitments.Length * G1Affine.ByteLength)];
        plonk.CopyTo(bytes, 0);
        var counts = bytes.AsSpan(plonk.Length);
        BinaryPrimitives.WriteInt32BigEndian(counts, Core.ParameterCommitments.Length);
        BinaryPrimitives.WriteInt32BigEndian(counts[4..], Core.Plan.WitnessCommitments);
        BinaryPrimitives.WriteInt32BigEndian(counts[8..], Words);
        BinaryPrimitives.WriteInt32BigEndian(counts[12..], Core.Plan.Privacy!.Sealed.Count);
        for (var k = 0; k < Core.ParameterCommitments.Length; k++)
        {
            Core.ParameterCommitments[k].ToBytes(counts[(32 + (k * G1Affine.ByteLength))..]);
        }
        return bytes;
    }

    /// <summary>keccak256 of <see cref="Encode"/>: the name of the model on a chain.</summary>
    public byte[] Id => Keccak256.Hash(Encode());
}
