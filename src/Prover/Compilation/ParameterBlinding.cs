using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Zkml.Algebra.Threading;
using Zkml.Prover.Witness;

namespace Zkml.Prover.Compilation;

/// <summary>
/// The blindings of the parameter commitments: ρ_j = HMAC-SHA512(seed, "zkml-parameter-blinding" ‖ w ‖ j) mod r with w
/// the SHA-256 of the packed parameters, so that a build is a function of its seed and no blinding serves two models
/// (docs/protocol.md §8.3).
/// </summary>
public static class ParameterBlinding
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedLength = 32;

    /// <summary>One scalar per chunk; zeros without a seed.</summary>
    public static Fr[] Derive(byte[]? seed, PackedColumns parameters, Cpu cpu)
    {
        var blindings = new Fr[parameters.Polynomial.Chunks];
        if (seed is null) return blindings;
        if (seed.Length != SeedLength) throw new ArgumentException($"A blinding seed has {SeedLength} bytes, not {seed.Length}.");
        var message = new byte[59];
        "zkml-parameter-blinding"u8.CopyTo(message);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var k = 0; k < blindings.Length; k++)
        {
            cpu.ThrowIfCancelled();
            hash.AppendData(MemoryMarshal.AsBytes(parameters.Chunk(k).Span));
        }
        hash.GetHashAndReset(message.AsSpan(23, 32));
        for (var k = 0; k < blindings.Length; k++)
        {
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(55), k);
            blindings[k] = Fr.FromUniform64(HMACSHA512.HashData(seed, message));
        }
        return blindings;
    }
}
