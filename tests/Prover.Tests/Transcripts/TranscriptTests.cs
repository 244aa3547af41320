using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Tests.Attacks;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Transcripts;

/// <summary>What enters the transcript, in what order, and that everything public does so before the first challenge.</summary>
public class TranscriptTests
{
    private static TestModel Model => TestModel.Pipeline;

    [Theory]
    [InlineData("Pipeline")]
    [InlineData("MatMul")]
    [InlineData("Pools")]
    [InlineData("Split")]
    public void ProverAndVerifierSendTheSameMessagesAndEndInTheSameState(string name)
    {
        var (prover, verifier) = Run(TestModel.Named(name));
        Assert.Equal(prover.Log, verifier.Log);
        Assert.Equal(prover.State, verifier.State);
    }

    [Fact]
    public void TheMessagesOfTheReferenceNetworkAreTheCheckedInInventory()
    {
        var (prover, _) = Run(Model);
        var expected = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "vectors", "transcript-inventory.txt"))
            .Where(l => l.Length > 0 && l[0] != '#').ToArray();
        var actual = prover.Log.Select(e => $"{e.Kind.ToString().ToLowerInvariant()} {e.Label} {e.Count}").ToArray();
        var different = Enumerable.Range(0, Math.Max(expected.Length, actual.Length))
            .FirstOrDefault(k => k >= expected.Length || k >= actual.Length || expected[k] != actual[k], -1);
        if (different >= 0) File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "transcript-inventory.actual.txt"), actual);
        Assert.True(different < 0, $"message {different} differs; the new inventory is in transcript-inventory.actual.txt beside the test");
    }

    [Fact]
    public void EverythingPublicIsAbsorbedBeforeTheFirstChallenge()
    {
        var (_, log) = Run(Model);
        var first = log.Log.TakeWhile(e => e.Kind != TranscriptKind.Challenge).Select(e => e.Label).ToArray();
        Assert.Equal(["protocol", "model", "context", "input", "output", "salt", "commit.witness"], first);
        Assert.Equal(Labels.Alpha.Name, log.Log[first.Length].Label);
    }

    [Fact]
    public void EveryMessageSentLaterIsFollowedByAChallengeOfItsOwnStage()
    {
        // No value is absorbed after the last challenge that could depend on it.
        var (_, verifier) = Run(Model);
        Assert.Equal(TranscriptKind.Challenge, verifier.Log[^1].Kind);
        Assert.Equal(Labels.OpenD.Name, verifier.Log[^1].Label);
        var order = verifier.Log.Select(e => e.Label).ToList();
        AssertBefore(order, Labels.RhoEvaluations, Labels.ContractionGamma);
        AssertBefore(order, Labels.XEvaluations, Labels.IndexGamma);
        AssertBefore(order, Labels.ZEvaluations, Labels.ReduceGamma);
        AssertBefore(order, Labels.YEvaluations, Labels.OpenDelta);
        AssertBefore(order, Labels.OpenBlinding, Labels.OpenAlpha);
        AssertBefore(order, Labels.OpenEvaluations, Labels.OpenBeta);
    }

    [Fact]
    public void EveryPartOfTheStatementChangesTheFirstChallenge()
    {
        var key = Model.Key.Verification;
        var s = Attempt.Prove(Model, Model.Honest).Statement;
        Fr[] challenges =
        [
            First(key, s),
            First(key with { Digest = key.Digest + Fr.One }, s),
            First(key, s with { Context = s.Context + Fr.One }),
            First(key, s with { Inputs = [[s.Inputs[0][0] ^ 1, .. s.Inputs[0][1..]]] }),
            First(key, s with { Inputs = [[.. s.Inputs[0][..^1], s.Inputs[0][^1] ^ 1]] }),
            First(key, s with { Outputs = [[.. s.Outputs[0][..^1], s.Outputs[0][^1] ^ 1]] }),
        ];
        Assert.Equal(challenges.Length, challenges.Distinct().Count());
        Assert.Equal(First(key, s), challenges[0]);
    }

    /// <summary>The first challenge is the last sponge word 0 before it is drawn.</summary>
    private static Fr First(CoreKey key, Statement statement)
    {
        var state = new ProtocolState<Fr>
        {
            Plan = key.Plan,
            Transcript = new Transcript<Fr>(Labels.ProtocolId),
            Assertions = Zkml.Verifier.Arithmetic.FieldAssertions.Instance,
            Proof = Zkml.Verifier.Plan.ProofShape.Allocate<Fr>(key.Plan),
            Digests = new PointDigests<Fr>(Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero),
            Publics = CoreVerifier.PublicTables(key.Plan, statement, Cpu.Default),
        };
        VerifierCore.AbsorbStatement(state, key.Digest, statement.Context, Fr.Zero);
        state.Transcript.AbsorbDigest(Labels.CommitWitness, Fr.One);
        return state.Transcript.Challenge(Labels.Alpha);
    }

    private static void AssertBefore(List<string> order, TranscriptLabel earlier, TranscriptLabel later) =>
        Assert.True(order.LastIndexOf(earlier.Name) < order.IndexOf(later.Name) && order.Contains(earlier.Name), $"{earlier} after {later}");

    private static (Transcript<Fr> Prover, Transcript<Fr> Verifier) Run(TestModel model)
    {
        var (prover, verifier) = (Attempt.Transcript(), Attempt.Transcript());
        var result = LyingProver.Prove(model.Key, model.Honest, Attempt.Context, new Lies(), prover);
        Assert.Null(Attempt.Verify(model.Key.Verification, result.Statement, result.Proof, verifier));
        return (prover, verifier);
    }
}
