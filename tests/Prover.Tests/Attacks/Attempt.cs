using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Proves whatever trace it is given, and asks the honest verifier.</summary>
internal static class Attempt
{
    public static readonly Fr Context = Fr.FromInt64(7);

    /// <summary>By the honest prover, unless there is a lie to tell or a challenge is frozen.</summary>
    public static ProvingResult Prove(
        TestModel model, long[][] columns, Lies? lies = null, IReadOnlyDictionary<string, Fr>? frozen = null) =>
        lies is null && frozen is null
            ? CoreProver.Prove(model.Key, columns, Context)
            : LyingProver.Prove(model.Key, columns, Context, lies ?? new Lies(), Transcript(frozen));

    /// <summary>Null when the attack succeeds.</summary>
    public static Rejection? Verify(
        TestModel model, long[][] columns, Lies? lies = null, IReadOnlyDictionary<string, Fr>? frozen = null)
    {
        var result = Prove(model, columns, lies, frozen);
        return Verify(model, result.Statement, result.Proof, frozen);
    }

    public static Rejection? Verify(
        TestModel model, Statement statement, Proof proof, IReadOnlyDictionary<string, Fr>? frozen = null) =>
        frozen is null
            ? CoreVerifier.Verify(model.Key.Verification, statement, proof)
            : Verify(model.Key.Verification, statement, proof, Transcript(frozen));

    /// <summary>The honest verifier's two halves, over a transcript of one's own.</summary>
    public static Rejection? Verify(CoreKey key, Statement statement, Proof proof, Transcript<Fr> transcript)
    {
        var state = CoreVerifier.Open(key, statement, proof, transcript, Cpu.Default, out var rejection);
        return state is null ? rejection : CoreVerifier.Finish(state, key, statement, proof, Fr.Zero, Cpu.Default);
    }

    /// <summary>A transcript that logs its messages, with these challenges fixed.</summary>
    public static Transcript<Fr> Transcript(IReadOnlyDictionary<string, Fr>? frozen = null) => new(Labels.ProtocolId, keepLog: true) { Frozen = frozen };

    /// <summary>The rejection's step and words; fails the test when the attack was accepted.</summary>
    public static void IsRejected(Rejection? rejection, Step step, string what = "")
    {
        Assert.True(rejection is not null, "ACCEPTED: the attack succeeded");
        Assert.True(step == rejection.Step, $"expected {step}, got {rejection}");
        Assert.Contains(what, rejection.What, StringComparison.Ordinal);
    }
}
