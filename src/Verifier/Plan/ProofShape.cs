using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Stages;

namespace Zkml.Verifier.Plan;

/// <summary>The exact lengths of every part of a proof, from the plan alone.</summary>
public static class ProofShape
{
    /// <summary>Elements per layer end: p0, p1, q0, q1.</summary>
    public const int EndCount = 4;

    /// <summary>g, h and S at ζ and 1/ζ.</summary>
    public const int OpeningEvaluationCount = 6;

    /// <summary>Points of the opening: h, q, g, S, D, H, W, W'.</summary>
    public const int OpeningPointCount = 8;

    /// <summary>Coefficients sent in each round of the contraction sumcheck.</summary>
    public static int[] ContractionDegrees(ProofPlan plan) =>
        Sumcheck.Degrees(plan.ContractionRounds, plan.Contractions.Select(c => (c.Offset, c.Degree)));

    /// <summary>Scalars with every array allocated at its length and filled with zeros.</summary>
    public static ProofScalars<T> Allocate<T>(ProofPlan plan)
        where T : struct, IScalar<T> => new()
        {
            RootDenominator = T.Zero,
            LogUpRounds = [.. Enumerable.Range(0, plan.LeafVariables).Select(k => Rounds<T>(k, LogUp.RoundDegree))],
            LogUpEnds = Rounds<T>(plan.LeafVariables, EndCount),
            RhoEvaluations = new T[plan.RhoClaims.Count],
            ContractionRounds = [.. ContractionDegrees(plan).Select(d => new T[d])],
            XEvaluations = new T[plan.XClaims.Count + plan.Maps.Count],
            IndexMapRounds = Rounds<T>(plan.MapRounds, IndexMapBatch.RoundDegree),
            ZEvaluations = new T[plan.ZClaims.Count],
            ReductionRounds = Rounds<T>(plan.ReductionRounds, OpeningReduction.RoundDegree),
            YEvaluations = new T[plan.Polynomials.Count + (plan.IsHiding ? 1 : 0)],
            Blinding = T.Zero,
            OpeningEvaluations = new T[OpeningEvaluationCount],
        };

    /// <summary>Points with the witness commitments allocated.</summary>
    public static ProofPoints AllocatePoints(ProofPlan plan) => new()
    {
        WitnessCommitments = new G1Affine[plan.WitnessCommitments],
        Folded = default,
        Quotient = default,
        Remainder = default,
        InnerProduct = default,
        Reversed = default,
        AtZeta = default,
        Batch = default,
        Linearized = default,
    };

    /// <summary>Whether a proof has exactly the lengths of the plan.</summary>
    public static bool Matches(ProofPlan plan, Proof proof)
    {
        var expected = Allocate<Fr>(plan);
        var s = proof.Scalars;
        return proof.Points.WitnessCommitments.Length == plan.WitnessCommitments
            && SameShape(expected.LogUpRounds, s.LogUpRounds)
            && SameShape(expected.LogUpEnds, s.LogUpEnds)
            && expected.RhoEvaluations.Length == s.RhoEvaluations.Length
            && SameShape(expected.ContractionRounds, s.ContractionRounds)
            && expected.XEvaluations.Length == s.XEvaluations.Length
            && SameShape(expected.IndexMapRounds, s.IndexMapRounds)
            && expected.ZEvaluations.Length == s.ZEvaluations.Length
            && SameShape(expected.ReductionRounds, s.ReductionRounds)
            && expected.YEvaluations.Length == s.YEvaluations.Length
            && expected.OpeningEvaluations.Length == s.OpeningEvaluations.Length;
    }

    private static T[][] Rounds<T>(int count, int length)
    {
        var rounds = new T[count][];
        for (var k = 0; k < count; k++) rounds[k] = new T[length];
        return rounds;
    }

    private static bool SameShape(Fr[][] expected, Fr[][] got)
    {
        if (expected.Length != got.Length) return false;
        for (var k = 0; k < expected.Length; k++)
        {
            if (expected[k].Length != got[k].Length) return false;
        }
        return true;
    }

    private static bool SameShape(Fr[][][] expected, Fr[][][] got)
    {
        if (expected.Length != got.Length) return false;
        for (var k = 0; k < expected.Length; k++)
        {
            if (!SameShape(expected[k], got[k])) return false;
        }
        return true;
    }
}
