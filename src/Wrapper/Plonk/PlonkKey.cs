using System.Buffers.Binary;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Transforms;

namespace Zkml.Wrapper.Plonk;

/// <summary>What a verifier knows of a circuit: its size and the packed commitments of its fixed polynomials.</summary>
/// <param name="LogSize">log2 of the rows n.</param>
/// <param name="PublicInputs">Number of public inputs, below n.</param>
/// <param name="Wiring">[F0]: q_L, q_R, q_O, q_D.</param>
/// <param name="Gates">[F1]: q_M, q_C, q_F, q_P.</param>
/// <param name="Permutation">[F2]: σ_0 … σ_3.</param>
public sealed record PlonkKey(int LogSize, int PublicInputs, G1Affine Wiring, G1Affine Gates, G1Affine Permutation)
{
    /// <summary>Largest supported domain: the cosets on which T is made need a root of order 8n.</summary>
    public const int MinLogSize = 3, MaxLogSize = 25;

    /// <summary>Header and three points: what <see cref="Hash"/> hashes.</summary>
    public const int EncodedLength = 32 + (3 * G1Affine.ByteLength);

    private static readonly byte[] Domain = "zkml-plonk-1"u8.ToArray();

    // Root and hash are computed when asked for: a copy by `with` that kept those of the original would be another circuit under
    // the old name, and a stored array would make equal keys unequal.

    /// <summary>ω, of order n.</summary>
    public Fr Root => Ntt.RootOfUnity(LogSize);

    /// <summary>keccak256 of <see cref="Encode"/>.</summary>
    public byte[] Hash => Keccak256.Hash(Encode());

    /// <summary>k_j: representatives of different cosets of ⟨ω⟩, for the four wires.</summary>
    public static ReadOnlySpan<ulong> Cosets => [1, 5, 25, 125];

    /// <summary>The domain string in 24 bytes, n and the number of public inputs in 4 bytes each, the three points.</summary>
    public byte[] Encode()
    {
        G1Affine[] points = [Wiring, Gates, Permutation];
        var bytes = new byte[EncodedLength];
        Domain.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(24), 1 << LogSize);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), PublicInputs);
        for (var k = 0; k < points.Length; k++) points[k].ToBytes(bytes.AsSpan(32 + (k * G1Affine.ByteLength)));
        return bytes;
    }
}
