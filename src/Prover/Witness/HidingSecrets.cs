using System.Security.Cryptography;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Witness;

/// <summary>
/// What hides one proof: the salt, a blinding for every commitment of the proof, and the mask polynomial
/// (docs/protocol.md §8.3). Drawn from the operating system for one proof and kept nowhere: a second proof with the same
/// mask would show the difference of the two witnesses.
/// </summary>
public sealed class HidingSecrets
{
    /// <summary>Secrets that were drawn elsewhere: uniform, independent, for one proof.</summary>
    public HidingSecrets(Fr salt, Fr[] blindings, Fr[] mask)
    {
        Salt = salt;
        Blindings = blindings;
        Mask = mask;
    }

    /// <summary>σ, absorbed before anything that depends on the witness.</summary>
    public Fr Salt { get; }

    /// <summary>ρ of every commitment that the proof brings along, the mask's last.</summary>
    public Fr[] Blindings { get; }

    /// <summary>2^ChunkBits uniform coefficients.</summary>
    public Fr[] Mask { get; }

    /// <summary>Fresh secrets for one proof.</summary>
    public static HidingSecrets Draw(ProofPlan plan) => new(RandomScalar(), RandomScalars(plan.WitnessCommitments), RandomScalars(1 << plan.ChunkBits));

    private static Fr[] RandomScalars(int count)
    {
        var scalars = new Fr[count];
        for (var k = 0; k < count; k++) scalars[k] = RandomScalar();
        return scalars;
    }

    private static Fr RandomScalar()
    {
        Span<byte> bytes = stackalloc byte[64];
        RandomNumberGenerator.Fill(bytes);
        return Fr.FromUniform64(bytes);
    }
}
