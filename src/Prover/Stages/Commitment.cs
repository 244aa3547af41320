using Zkml.Algebra.Curves;
using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Stage 1: the witness polynomial, multiplicities included, the sealed tensors and the mask are committed chunk by chunk.
/// Nothing that a later challenge depends on is committed later (docs/protocol.md §2.1).
/// </summary>
public static class Commitment
{
    public static void Prove(ProverSession session)
    {
        Commit(session, session.Polynomials);
        Send(session);
    }

    /// <summary>The points of these polynomials, those of the parameters passed over, and of the mask.</summary>
    public static void Commit(ProverSession session, IReadOnlyList<PackedColumns> polynomials)
    {
        var commitments = session.Points.WitnessCommitments;
        var next = 0;
        foreach (var packed in polynomials)
        {
            if (ReferenceEquals(packed, session.Key.PackedParameters)) continue;
            for (var chunk = 0; chunk < packed.Polynomial.Chunks; chunk++, next++)
            {
                session.Cpu.ThrowIfCancelled();
                commitments[next] = Blind(session, next, Commit(session, packed, chunk));
            }
        }
        if (session.Hiding is { } hiding)
        {
            var mask = session.Backend.Msm(session.Key.Bases(hiding.Mask.Length), hiding.Mask);
            commitments[next] = Blind(session, next, mask);
        }
    }

    /// <summary>Absorbs the points.</summary>
    public static void Send(ProverSession session) =>
        session.State.Transcript.AbsorbDigest(Labels.CommitWitness, PointEncoding.Digest(session.Points.WitnessCommitments));

    private static G1Affine Commit(ProverSession session, PackedColumns packed, int chunk)
    {
        var values = packed.Chunk(chunk);
        return session.Backend.MsmSmall(session.Key.Bases(values.Length), values);
    }

    /// <summary>C + ρ·H in a hiding proof.</summary>
    private static G1Affine Blind(ProverSession session, int commitment, G1Affine point) => session.Hiding is { } hiding
        ? (point + (session.Key.Srs.BlindingBase * hiding.Blindings[commitment]).ToAffine()).ToAffine()
        : point;
}
