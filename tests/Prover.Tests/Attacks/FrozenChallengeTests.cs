using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>What an attacker could do who knew challenges in advance; and that the transcript takes it away.</summary>
public class FrozenChallengeTests
{
    private static TestModel Model => TestModel.Pipeline;

    [Fact]
    public void AProofUnderFrozenChallengesIsAcceptedOnlyUnderThem()
    {
        var frozen = AllFrozen();
        var result = Attempt.Prove(Model, Model.Honest, frozen: frozen);
        Assert.Null(Attempt.Verify(Model, result.Statement, result.Proof, frozen));
        Attempt.IsRejected(Attempt.Verify(Model, result.Statement, result.Proof), Step.LogUp);
    }

    [Fact]
    public void OnlyTheChallengesBindTheContextToAProof()
    {
        // With the challenges known, one proof serves any context; with real ones it does not.
        var frozen = AllFrozen();
        var result = Attempt.Prove(Model, Model.Honest, frozen: frozen);
        var replayed = result.Statement with { Context = Fr.FromInt64(99) };
        Assert.Null(Attempt.Verify(Model, replayed, result.Proof, frozen));
        Attempt.IsRejected(Attempt.Verify(Model, replayed, result.Proof), Step.LogUp);
    }

    [Fact]
    public void AnotherModelsProofIsRejectedEvenUnderFrozenChallenges()
    {
        // The commitments of the key, not only its digest in the transcript, tell the models apart.
        var frozen = AllFrozen();
        var result = Attempt.Prove(Model, Model.Honest, frozen: frozen);
        Attempt.IsRejected(Attempt.Verify(TestModel.OtherPipeline, result.Statement, result.Proof, frozen), Step.Opening, "pairing");
    }

    [Fact]
    public void TwoFalseRowsWithDenominatorZeroAreRejectedAtTheRoot()
    {
        var (trace, frozen) = TwoFalseRows();
        var result = Attempt.Prove(Model, trace, frozen: frozen);
        Assert.True(result.Proof.Scalars.RootDenominator.IsZero);
        Attempt.IsRejected(Attempt.Verify(Model, result.Statement, result.Proof, frozen), Step.LogUp, "root denominator is zero");
    }

    [Fact]
    public void WithoutTheCheckOfTheRootTwoFalseRowsWouldBeAccepted()
    {
        var (trace, frozen) = TwoFalseRows();
        var result = Attempt.Prove(Model, trace, frozen: frozen);
        Assert.True(LaxVerifier.Accepts(Model.Key.Verification, result.Statement, result.Proof, frozen));
        Assert.NotEqual(Model.Honest[Model.Column("conv2").Id], trace[Model.Column("conv2").Id]);
    }

    [Fact]
    public void AClaimedRootDenominatorOfZeroIsRejected()
    {
        var lies = new Lies { RootDenominator = Fr.Zero };
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, lies), Step.LogUp, "root denominator is zero");
        var result = Attempt.Prove(Model, Model.Honest, lies);
        Assert.False(LaxVerifier.Accepts(Model.Key.Verification, result.Statement, result.Proof, null));
    }

    [Fact]
    public void AWrongRootDenominatorWithRepairedLayersIsRejectedAtTheLeaves()
    {
        var repaired = new Lies { RootDenominator = Fr.FromInt64(3), Adjust = new LayerRepair().Apply };
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, repaired), Step.LogUp, "leaf");
        var zero = new Lies { RootDenominator = Fr.Zero, Adjust = new LayerRepair().Apply };
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, zero), Step.LogUp, "root denominator is zero");
    }

    /// <summary>All layers but one satisfy their checks, so that only that one's can find the false root.</summary>
    [Fact]
    public void EveryLayerOfTheTreeIsChecked()
    {
        var layers = Model.Key.Verification.Plan.LeafVariables;
        Assert.True(layers > 8);
        for (var layer = 0; layer < layers; layer++)
        {
            var rejection = Attempt.Verify(Model, Model.Honest, new Lies { RootDenominator = Fr.FromInt64(3), Adjust = new LayerRepair(layer).Apply });
            Attempt.IsRejected(rejection, Step.LogUp, "layer");
            Assert.Equal(layer, rejection!.Index);
        }
    }

    /// <summary>conv2 has the row (1, 5) twice, and α is its fingerprint.</summary>
    private static (long[][] Trace, Dictionary<string, Fr> Frozen) TwoFalseRows()
    {
        var t = Model.Column("conv2.t");
        var table = Model.Circuit.Lookups.Single(l => l.Name == "conv2").TableId;
        var counts = Enumerable.Range(0, t.Space.Size).Where(t.Space.IsReal).GroupBy(i => Model.Honest[t.Id][i]).First(g => g.Count() >= 2);
        var pair = counts.Take(2).ToArray();
        const long False = 13;
        Assert.NotEqual(False, Math.Clamp(counts.Key, 0, 15));
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "conv2" && pair.Contains(i) ? False : v);
        var beta = Fr.FromInt64(987654321);
        var alpha = Fr.FromInt64(table) + (beta * Fr.FromInt64(counts.Key)) + (beta * beta * Fr.FromInt64(False));
        return (trace, new Dictionary<string, Fr> { [Labels.Alpha.Name] = alpha, [Labels.Beta.Name] = beta });
    }

    private static Dictionary<string, Fr> AllFrozen()
    {
        var transcript = Attempt.Transcript();
        LyingProver.Prove(Model.Key, Model.Honest, Attempt.Context, new Lies(), transcript);
        var frozen = new Dictionary<string, Fr>();
        foreach (var entry in transcript.Log)
        {
            if (entry.Kind == TranscriptKind.Challenge) frozen.TryAdd(entry.Label, Fr.FromInt64(1000003 + (97 * frozen.Count)));
        }
        return frozen;
    }
}
