using Zkml.Algebra.Curves;
using Zkml.Prover.Tests.Circuits;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Every field element and every point of an honest proof changed, one at a time.</summary>
public class TamperTests
{
    /// <summary>Changes tried on the larger models, spread over the proof; the small one gets them all.</summary>
    private const int Sample = 25;

    // Where a change of each member is found. A member that is not here fails the test.
    private static readonly Dictionary<string, Step> Found = new()
    {
        [nameof(ProofScalars<Fr>.RootDenominator)] = Step.LogUp,
        [nameof(ProofScalars<Fr>.LogUpRounds)] = Step.LogUp,
        [nameof(ProofScalars<Fr>.LogUpEnds)] = Step.LogUp,
        [nameof(ProofScalars<Fr>.RhoEvaluations)] = Step.LogUp,
        [nameof(ProofScalars<Fr>.ContractionRounds)] = Step.Contraction,
        [nameof(ProofScalars<Fr>.XEvaluations)] = Step.Contraction,
        [nameof(ProofScalars<Fr>.IndexMapRounds)] = Step.IndexMap,
        [nameof(ProofScalars<Fr>.ZEvaluations)] = Step.IndexMap,
        [nameof(ProofScalars<Fr>.ReductionRounds)] = Step.Reduction,
        [nameof(ProofScalars<Fr>.YEvaluations)] = Step.Reduction,
        [nameof(ProofScalars<Fr>.Blinding)] = Step.Opening,
        [nameof(ProofScalars<Fr>.OpeningEvaluations)] = Step.Opening,
        [nameof(ProofPoints.WitnessCommitments)] = Step.LogUp,
        [nameof(ProofPoints.Folded)] = Step.Opening,
        [nameof(ProofPoints.Quotient)] = Step.Opening,
        [nameof(ProofPoints.Remainder)] = Step.Opening,
        [nameof(ProofPoints.InnerProduct)] = Step.Opening,
        [nameof(ProofPoints.Reversed)] = Step.Opening,
        [nameof(ProofPoints.AtZeta)] = Step.Opening,
        [nameof(ProofPoints.Batch)] = Step.Opening,
        [nameof(ProofPoints.Linearized)] = Step.Opening,
    };

    private static readonly Fr[] Changes = [Fr.One, -Fr.FromInt64(12345)];

    [Fact]
    public void EveryMemberOfAProofHasACase()
    {
        var members = ProofTampering.Members<ProofScalars<Fr>>().Concat(ProofTampering.Members<ProofPoints>()).Select(p => p.Name);
        Assert.Equal(Found.Keys.Order(StringComparer.Ordinal), members.Order(StringComparer.Ordinal));
        Assert.Equal(["Points", "Scalars"], typeof(Proof).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryScalarOfASmallProofIsBound()
    {
        var (key, statement, proof) = Small();
        foreach (var slot in ProofTampering.Scalars(proof.Scalars)) AssertBound(key, statement, proof, slot);
    }

    [Theory]
    [InlineData("Pipeline")]
    [InlineData("Pools")]
    public void ASampleOfTheScalarsOfALargerProofIsBound(string name)
    {
        var model = TestModel.Named(name);
        var (_, statement, proof) = Honest(model.Key, model.Honest);
        var slots = ProofTampering.Scalars(proof.Scalars).ToList();
        foreach (var member in slots.GroupBy(s => s.Member))
        {
            var all = member.ToList();
            var step = Math.Max(1, all.Count * 12 / Sample);
            for (var k = 0; k < all.Count; k += step) AssertBound(model.Key, statement, proof, all[k]);
        }
        Assert.Equal(name == "Pipeline", slots.Any(s => s.Member == nameof(ProofScalars<Fr>.ContractionRounds)));
        Assert.Contains(slots, s => s.Member == nameof(ProofScalars<Fr>.ZEvaluations) || s.Member == nameof(ProofScalars<Fr>.IndexMapRounds));
    }

    [Fact]
    public void EveryPointIsBound()
    {
        var (key, statement, proof) = Small();
        foreach (var slot in ProofTampering.Points(proof.Points))
        {
            var honest = slot.Get();
            foreach (var other in Others(honest))
            {
                if (other == honest) continue;
                slot.Set(other);
                Check(key, statement, proof, slot.Member, slot.Path, Found[slot.Member]);
                slot.Set(honest);
            }
        }
        Assert.Null(CoreVerifier.Verify(key.Verification, statement, proof));
    }

    [Fact]
    public void PointsOffTheCurveAreRejectedEvenWithoutTheDecoder()
    {
        var (key, statement, proof) = Small();
        foreach (var slot in ProofTampering.Points(proof.Points))
        {
            var honest = slot.Get();
            slot.Set(new G1Affine(honest.X + Fq.One, honest.Y));
            Assert.False(slot.Get().IsOnCurve);
            Attempt.IsRejected(CoreVerifier.Verify(key.Verification, statement, proof), Step.Encoding, "not on the curve");
            slot.Set(honest);
        }
    }

    private static G1Affine[] Others(G1Affine honest) =>
        [G1Affine.Identity, -honest, (honest + G1Affine.Generator).ToAffine(), TestKeys.Srs.G1Powers.Span[3]];

    private static void AssertBound(ProvingKey key, Statement statement, Proof proof, ProofSlot<Fr> slot)
    {
        var honest = slot.Get();
        slot.Set(honest + Changes[slot.Path.Length % Changes.Length]);
        Check(key, statement, proof, slot.Member, slot.Path, ExpectedStep(key.Verification.Plan, slot));
        slot.Set(honest);
    }

    private static void Check(ProvingKey key, Statement statement, Proof proof, string member, string path, Step expected)
    {
        var rejection = CoreVerifier.Verify(key.Verification, statement, proof);
        Assert.True(rejection is not null, $"ACCEPTED: a changed {path}");
        Assert.True(expected == rejection.Step, $"{path} ({member}) rejected at {rejection}, expected {expected}");
    }

    /// <summary>An evaluation that no lookup uses (a bias) is first used by the contractions.</summary>
    private static Step ExpectedStep(ProofPlan plan, ProofSlot<Fr> slot)
    {
        if (slot.Member != nameof(ProofScalars<Fr>.RhoEvaluations)) return Found[slot.Member];
        var index = int.Parse(slot.Path.Split('[', ']')[1], System.Globalization.CultureInfo.InvariantCulture);
        var key = plan.RhoClaims[index];
        if (plan.Circuit.Multiplicities.Contains(key.Column)) return Step.LogUp;
        var used = plan.Circuit.Lookups.Any(l => l.Elements.Any(e => e.Terms.Any(t =>
            t.Column >= 0 && ProofPlan.KeyOf(t, Coordinate.RhoRange(l.Space.Variables)).Equals(key))));
        return used ? Step.LogUp : Step.Contraction;
    }

    private static (ProvingKey Key, Statement Statement, Proof Proof) Small()
    {
        var circuit = DenseRelu.Build();
        var trace = DenseRelu.Trace(circuit, [3, 15, 0, 7, 9]);
        return Honest(TestKeys.Make(circuit, trace, 4), trace);
    }

    private static (ProvingKey Key, Statement Statement, Proof Proof) Honest(ProvingKey key, long[][] trace)
    {
        var result = CoreProver.Prove(key, trace, Attempt.Context);
        Assert.Null(CoreVerifier.Verify(key.Verification, result.Statement, result.Proof));
        return (key, result.Statement, result.Proof);
    }
}
