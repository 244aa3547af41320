using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Zkml.Prover.Compilation;

/// <summary>
/// The blindings of the parameter commitments: ρ_j = HMAC-SHA512(seed, "zkml-parameter-blinding" ‖ j) mod r, so that a
/// build is a function of its seed (docs/protocol.md §8.3).
/// </summary>
public static class ParameterBlinding
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedLength = 32;

    /// <summary>One scalar per chunk; zeros without a seed.</summary>
    public static Fr[] Derive(byte[]? seed, int chunks)
    {
        var blindings = new Fr[chunks];
        if (seed is null) return blindings;
        if (seed.Length != SeedLength) throw new ArgumentException($"A blinding seed has {SeedLength} bytes, not {seed.Length}.");
        var message = new byte[27];
        "zkml-parameter-blinding"u8.CopyTo(message);
        for (var k = 0; k < chunks; k++)
        {
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(23), k);
            blindings[k] = Fr.FromUniform64(HMACSHA512.HashData(seed, message));
        }
        return blindings;
    }
}
