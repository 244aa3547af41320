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
    private HidingSecrets(Fr salt, Fr[] blindings, Fr[] mask)
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
    public static HidingSecrets Draw(ProofPlan plan) => Draw(plan, RandomScalar);

    /// <summary>Secrets from another source, for tests.</summary>
    internal static HidingSecrets Draw(ProofPlan plan, Func<Fr> random) =>
        new(random(), Scalars(plan.WitnessCommitments, random), Scalars(1 << plan.ChunkBits, random));

    private static Fr[] Scalars(int count, Func<Fr> random)
    {
        var scalars = new Fr[count];
        for (var k = 0; k < count; k++) scalars[k] = random();
        return scalars;
    }

    private static Fr RandomScalar()
    {
        Span<byte> bytes = stackalloc byte[64];
        RandomNumberGenerator.Fill(bytes);
        return Fr.FromUniform64(bytes);
    }
}
