using Zkml.Algebra.Curves;
using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Stages;

/// <summary>
/// Stage 1: the witness polynomial, multiplicities included, is committed chunk by chunk. Nothing that a later challenge
/// depends on is committed later (docs/protocol.md §2.1).
/// </summary>
public static class Commitment
{
    public static void Prove(ProverSession session, PackedColumns witness)
    {
        var committed = session.Seams?.SwappedSlots is { } swap ? Swap(session, witness, swap) : witness;
        for (var k = 0; k < session.Points.WitnessCommitments.Length; k++)
        {
            session.Points.WitnessCommitments[k] = Commit(session, committed, k);
        }
        session.State.Transcript.AbsorbDigest(
            Labels.CommitWitness, PointEncoding.Digest(session.Points.WitnessCommitments));
    }

    private static G1Affine Commit(ProverSession session, PackedColumns packed, int chunk)
    {
        var values = packed.Chunk(chunk);
        return session.Backend.MsmSmall(session.Key.Bases(values.Length), values);
    }

    /// <summary>A liar's commitment with two equal-sized slots exchanged.</summary>
    private static PackedColumns Swap(ProverSession session, PackedColumns witness, (int First, int Second) swap)
    {
        var columns = session.Columns.ToArray();
        (columns[swap.First], columns[swap.Second]) = (columns[swap.Second], columns[swap.First]);
        return PackedColumns.Pack(witness.Polynomial, columns);
    }
}
