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
    /// <summary>Largest supported domain: T, of 5n + 11 coefficients, is made over 8n points.</summary>
    public const int MaxLogSize = 25;

    private static readonly byte[] Domain = "zkml-plonk-1"u8.ToArray();

    /// <summary>ω, of order n.</summary>
    public Fr Root { get; } = Ntt.RootOfUnity(LogSize);

    /// <summary>keccak256 of the domain string, n and the number of public inputs in 4 bytes each, and the three points.</summary>
    public byte[] Hash { get; } = ComputeHash(LogSize, PublicInputs, [Wiring, Gates, Permutation]);

    /// <summary>k_j: representatives of different cosets of ⟨ω⟩, for the four wires.</summary>
    public static ReadOnlySpan<ulong> Cosets => [1, 5, 25, 125];

    private static byte[] ComputeHash(int logSize, int publicInputs, G1Affine[] points)
    {
        var hash = new Keccak256();
        hash.Update(Domain);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, 1 << logSize);
        hash.Update(number);
        BinaryPrimitives.WriteInt32BigEndian(number, publicInputs);
        hash.Update(number);
        foreach (var point in points) hash.Update(point.ToBytes());
        var digest = new byte[Keccak256.DigestSize];
        hash.Finish(digest);
        return digest;
    }
}
