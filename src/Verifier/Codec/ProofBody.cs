using Zkml.Algebra.Curves;
using Zkml.Verifier.Plan;
using Zkml.Wire;

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
        return (Fr.ByteLength * scalars) + (G1Affine.ByteLength * (long)(plan.WitnessCommitments + ProofShape.OpeningPointCount));
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

    /// <summary>
    /// Reads a body that is all that is left of the reader; the reader's error says which element is not canonical or not on the curve,
    /// and null is returned then.
    /// </summary>
    public static Proof? Read(ref ByteReader reader, ProofPlan plan)
    {
        var (size, remaining) = (Size(plan), reader.Remaining);
        reader.Part = "";
        reader.Require(remaining == size, $"proof length, expected {size} bytes, got {remaining}");
        if (reader.Failed) return null;
        var points = ReadPoints(ref reader, plan.WitnessCommitments);
        if (reader.Failed) return null;
        reader.Part = "scalars";
        var scalars = ProofShape.Allocate<Fr>(plan);
        scalars.RootDenominator = reader.Scalar();
        foreach (var array in Arrays(scalars))
        {
            for (var k = 0; k < array.Length; k++) array[k] = reader.Scalar();
            if (reader.Failed) return null;
        }
        scalars.Blinding = reader.Scalar();
        return reader.Failed ? null : new Proof(scalars, points);
    }

    /// <summary>The points of a core proof in file order, as <see cref="Points"/> lists them; garbage when the reader has failed.</summary>
    public static ProofPoints ReadPoints(ref ByteReader reader, int witnessCommitments)
    {
        reader.Part = "points";
        return new ProofPoints
        {
            WitnessCommitments = reader.Items(witnessCommitments, G1Affine.ByteLength, (ref ByteReader r) => r.G1()),
            Folded = reader.G1(),
            Quotient = reader.G1(),
            Remainder = reader.G1(),
            InnerProduct = reader.G1(),
            Reversed = reader.G1(),
            AtZeta = reader.G1(),
            Batch = reader.G1(),
            Linearized = reader.G1(),
        };
    }

    /// <summary>All points in file order.</summary>
    public static IEnumerable<G1Affine> Points(ProofPoints p) =>
    [
        .. p.WitnessCommitments, p.Folded, p.Quotient, p.Remainder, p.InnerProduct, p.Reversed, p.AtZeta, p.Batch, p.Linearized,
    ];

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
}
