using Zkml.Algebra.Curves;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Codec;

/// <summary>
/// A proof's scalars and points in file order. All lengths come from the plan, so a body is exactly
/// <see cref="Size"/> bytes and holds no length field.
/// </summary>
public static class ProofBody
{
    /// <summary>Bytes of any proof of this plan.</summary>
    public static long Size(ProofPlan plan)
    {
        var scalars = Arrays(ProofShape.Allocate<Fr>(plan)).Sum(a => (long)a.Length) + 2;
        return (32 * scalars) + (G1Affine.ByteLength * (long)(plan.WitnessCommitments + ProofShape.OpeningPointCount));
    }

    public static void Write(ByteWriter writer, Proof proof)
    {
        foreach (var point in Points(proof.Points)) writer.Point(point);
        writer.Scalar(proof.Scalars.RootDenominator);
        foreach (var array in Arrays(proof.Scalars))
        {
            foreach (var scalar in array) writer.Scalar(scalar);
        }
        writer.Scalar(proof.Scalars.Blinding);
    }

    /// <summary>Reads a body; on failure says which element is not canonical or not on the curve.</summary>
    public static Proof? Read(ref ByteReader reader, ProofPlan plan, out Rejection? rejection)
    {
        var points = ReadPoints(ref reader, plan, out rejection);
        if (points is null) return null;
        var scalars = ProofShape.Allocate<Fr>(plan);
        if (!reader.TryScalar(out var root)) return Fail(out rejection, "root denominator is truncated or not canonical", 0);
        scalars.RootDenominator = root;
        var index = 0;
        foreach (var array in Arrays(scalars))
        {
            for (var k = 0; k < array.Length; k++, index++)
            {
                if (!reader.TryScalar(out array[k])) return Fail(out rejection, "scalar is truncated or not canonical", index);
            }
        }
        if (!reader.TryScalar(out var blinding)) return Fail(out rejection, "blinding is truncated or not canonical", index);
        scalars.Blinding = blinding;
        return new Proof(scalars, points);
    }

    /// <summary>All scalar arrays in order; the root denominator and the blinding stand beside them.</summary>
    private static IEnumerable<Fr[]> Arrays(ProofScalars<Fr> s)
    {
        for (var k = 0; k < s.LogUpRounds.Length; k++)
        {
            foreach (var round in s.LogUpRounds[k]) yield return round;
            yield return s.LogUpEnds[k];
        }
        yield return s.RhoEvaluations;
        foreach (var round in s.ContractionRounds) yield return round;
        yield return s.XEvaluations;
        foreach (var round in s.IndexMapRounds) yield return round;
        yield return s.ZEvaluations;
        foreach (var round in s.ReductionRounds) yield return round;
        yield return s.YEvaluations;
        yield return s.OpeningEvaluations;
    }

    /// <summary>All points in file order.</summary>
    public static IEnumerable<G1Affine> Points(ProofPoints p) =>
    [
        .. p.WitnessCommitments, p.Folded, p.Quotient, p.Remainder, p.InnerProduct, p.Reversed, p.AtZeta, p.Batch, p.Linearized,
    ];

    private static ProofPoints? ReadPoints(ref ByteReader reader, ProofPlan plan, out Rejection? rejection)
    {
        var read = new G1Affine[plan.WitnessCommitments + ProofShape.OpeningPointCount];
        for (var k = 0; k < read.Length; k++)
        {
            if (reader.TryPoint(out read[k])) continue;
            Fail(out rejection, "point is truncated, not canonical or not on the curve", k);
            return null;
        }
        rejection = null;
        var o = read.AsSpan(plan.WitnessCommitments);
        return new ProofPoints
        {
            WitnessCommitments = read[..plan.WitnessCommitments],
            Folded = o[0],
            Quotient = o[1],
            Remainder = o[2],
            InnerProduct = o[3],
            Reversed = o[4],
            AtZeta = o[5],
            Batch = o[6],
            Linearized = o[7],
        };
    }

    private static Proof? Fail(out Rejection? rejection, string what, int index)
    {
        rejection = new Rejection(Step.Encoding, what, index);
        return null;
    }
}
