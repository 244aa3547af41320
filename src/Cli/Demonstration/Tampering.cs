using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;

namespace Zkml.Cli.Demonstration;

/// <summary>What a cheating provider would send. Checksums are made right, so that the proof itself is checked.</summary>
internal static class Tampering
{
    private const int ChecksumLength = 8, ScalarLength = 32;

    /// <summary>Flips the lowest bit of a number in the middle of the proof's scalars.</summary>
    public static byte[] FlipBodyByte(byte[] proof, ProofPlan plan)
    {
        var tampered = (byte[])proof.Clone();
        var body = proof.Length - ChecksumLength - (int)ProofBody.Size(plan);
        var firstScalar = body + (G1Affine.ByteLength * (plan.WitnessCommitments + ProofShape.OpeningPointCount));
        var scalars = (proof.Length - ChecksumLength - firstScalar) / ScalarLength;
        tampered[firstScalar + (ScalarLength * (scalars / 2)) + ScalarLength - 1] ^= 1;
        Keccak256.Hash(tampered.AsSpan(0, proof.Length - ChecksumLength)).AsSpan(0, ChecksumLength).CopyTo(tampered.AsSpan(proof.Length - ChecksumLength));
        return tampered;
    }

    /// <summary>The same proof with the largest output swapped with the one after it.</summary>
    public static byte[] ClaimOtherOutput(ProofEnvelope envelope)
    {
        var claimed = (long[])envelope.Statement.Outputs[0].Clone();
        var largest = Array.IndexOf(claimed, claimed.Max());
        var other = (largest + 1) % claimed.Length;
        (claimed[largest], claimed[other]) = (claimed[other], claimed[largest]);
        Statement statement = envelope.Statement with { Outputs = [claimed, .. envelope.Statement.Outputs.Skip(1)] };
        return ProofCodec.Encode(envelope with { Statement = statement });
    }
}
