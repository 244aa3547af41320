using Zkml.Algebra.Curves;
using Zkml.Algebra.Transcripts;

namespace Zkml.Verifier;

/// <summary>
/// How group elements enter the transcript: keccak256 of their 64-byte encodings, one after the other, mod 2^248
/// (docs/protocol.md §2.3).
/// </summary>
public static class PointEncoding
{
    public static Fr Digest(params ReadOnlySpan<G1Affine> points)
    {
        var bytes = new byte[points.Length * G1Affine.ByteLength];
        for (var k = 0; k < points.Length; k++) points[k].ToBytes(bytes.AsSpan(k * G1Affine.ByteLength));
        return FieldDigest.FromKeccak(bytes);
    }

    /// <summary>The digests of a proof's seven batches.</summary>
    public static PointDigests<Fr> Digests(ProofPoints p) => new(
        Digest(p.WitnessCommitments),
        Digest(p.Folded),
        Digest(p.Quotient, p.Remainder),
        Digest(p.InnerProduct, p.Reversed),
        Digest(p.AtZeta),
        Digest(p.Batch),
        Digest(p.Linearized));
}
