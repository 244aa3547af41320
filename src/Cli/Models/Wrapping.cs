using System.Diagnostics;
using Zkml.Algebra.Setup;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;
using Zkml.Prover.Backends;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Models;

/// <summary>A proof that was wrapped, with the time that it took.</summary>
/// <param name="Key">Of the circuit.</param>
/// <param name="Proof">Checked natively.</param>
/// <param name="Constraints">Rows of the circuit.</param>
/// <param name="Srs">The SRS that it was wrapped under.</param>
/// <param name="KeyMs">Making the key, once per model and configuration, without the SRS.</param>
/// <param name="WrapMs">From the hiding proof to the wrapped one.</param>
internal sealed record Wrapping(WrapperKey Key, WrappedProof Proof, int Constraints, Srs Srs, double KeyMs, double WrapMs)
{
    public static Wrapping Run(Reporter reporter, VerifyingKey model, HidingProofFile hiding, string? srsPath, IComputeBackend backend)
    {
        var cancellation = reporter.Cancellation;
        var cpu = backend.Cpu.With(cancellation);
        var core = hiding.Proof.Key;
        if (CoreVerifier.Verify(core, hiding.Proof.Statement, hiding.Proof.Proof, hiding.Proof.Salt, cpu) is { } invalid)
        {
            throw new BadInputException($"The proof does not hold, and only one that does can be wrapped: {invalid}.");
        }
        var watch = Stopwatch.StartNew();
        var system = reporter.Step("building the circuit of the verifier", () => VerifierCircuit.Compile(core, cancellation));
        var circuitMs = watch.Elapsed.TotalMilliseconds;
        var srs = WrapperSrs.Load(srsPath, model, system, reporter, cpu);
        watch.Restart();
        var prover = reporter.Step("making the wrapper key", () => WrapperProver.Create(core, system, srs, backend, cancellation: cancellation));
        var keyMs = circuitMs + watch.Elapsed.TotalMilliseconds;
        watch.Restart();
        var proof = reporter.Step("wrapping", () => prover.Wrap(hiding.Proof, backend, cancellation));
        var wrapMs = watch.Elapsed.TotalMilliseconds;
        if (WrappedVerifier.Verify(prover.Key, proof, cpu) is { } rejection) throw new InvalidOperationException($"the wrapped proof does not check out: {rejection}");
        return new Wrapping(prover.Key, proof, system.Rows.Length, srs, keyMs, wrapMs);
    }
}
