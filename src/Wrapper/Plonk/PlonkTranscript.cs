using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;

namespace Zkml.Wrapper.Plonk;

/// <summary>
/// The Fiat-Shamir transcript of the wrapper: a chain of Keccak-256 hashes, which a contract computes cheaply
/// (docs/wrapper.md §3). state ← keccak256(state ‖ data); a challenge is the state, big-endian, modulo r.
/// </summary>
internal sealed class PlonkTranscript
{
    private readonly byte[] state = new byte[Keccak256.DigestSize];

    /// <summary>Begins with the key and all public inputs: nothing is drawn before they are fixed.</summary>
    public PlonkTranscript(ReadOnlySpan<byte> keyHash, ReadOnlySpan<Fr> publicInputs)
    {
        var hash = new Keccak256();
        hash.Update(keyHash);
        Span<byte> bytes = stackalloc byte[Fr.ByteLength];
        foreach (var input in publicInputs)
        {
            input.ToBytes(bytes);
            hash.Update(bytes);
        }
        hash.Finish(state);
    }

    /// <summary>Absorbs a point and draws.</summary>
    public Fr Challenge(in G1Affine point)
    {
        Span<byte> bytes = stackalloc byte[G1Affine.ByteLength];
        point.ToBytes(bytes);
        return Draw(bytes);
    }

    /// <summary>Absorbs scalars and draws.</summary>
    public Fr Challenge(ReadOnlySpan<Fr> scalars)
    {
        var bytes = new byte[scalars.Length * Fr.ByteLength];
        for (var k = 0; k < scalars.Length; k++) scalars[k].ToBytes(bytes.AsSpan(k * Fr.ByteLength));
        return Draw(bytes);
    }

    /// <summary>Another challenge from the same messages.</summary>
    public Fr Challenge() => Draw([]);

    private Fr Draw(ReadOnlySpan<byte> data)
    {
        var hash = new Keccak256();
        hash.Update(state);
        hash.Update(data);
        hash.Finish(state);
        Span<byte> wide = stackalloc byte[64];
        wide.Clear();
        state.CopyTo(wide[32..]);
        return Fr.FromUniform64(wide);
    }
}
