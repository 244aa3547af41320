using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Proves whatever trace it is given, and asks the honest verifier.</summary>
internal static class Attempt
{
    public static readonly Fr Context = Fr.FromInt64(7);

    public static ProvingResult Prove(
        TestModel model,
        long[][] columns,
        ProverSeams? seams = null,
        IReadOnlyDictionary<string, Fr>? frozen = null,
        Func<Statement, Statement>? restate = null) =>
        CoreProver.Prove(model.Key, columns, Context, CpuBackend.Default, seams, frozen, restate, out _);

    /// <summary>Null when the attack succeeds.</summary>
    public static Rejection? Verify(
        TestModel model,
        long[][] columns,
        ProverSeams? seams = null,
        IReadOnlyDictionary<string, Fr>? frozen = null,
        Func<Statement, Statement>? restate = null)
    {
        var result = Prove(model, columns, seams, frozen, restate);
        return Verify(model, result.Statement, result.Proof, frozen);
    }

    public static Rejection? Verify(
        TestModel model, Statement statement, Proof proof, IReadOnlyDictionary<string, Fr>? frozen = null) =>
        CoreVerifier.Verify(model.Key.Verification, statement, proof, frozen, out Transcript<Fr> _);

    /// <summary>The rejection's step and words; fails the test when the attack was accepted.</summary>
    public static void IsRejected(Rejection? rejection, Step step, string what = "")
    {
        Assert.True(rejection is not null, "ACCEPTED: the attack succeeded");
        Assert.True(step == rejection.Step, $"expected {step}, got {rejection}");
        Assert.Contains(what, rejection.What, StringComparison.Ordinal);
    }
}
