using System.Diagnostics;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Stages;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Plan;
using Zkml.Verifier.Stages;

namespace Zkml.Prover;

/// <summary>A proof with the statement it is about and the time each stage took.</summary>
public sealed class ProvingResult(Statement statement, Proof proof, IReadOnlyList<StageTime> stages)
{
    public Statement Statement { get; } = statement;

    public Proof Proof { get; } = proof;

    public IReadOnlyList<StageTime> Stages { get; } = stages;
}

/// <summary>When a stage ran, in milliseconds since the start of the proof.</summary>
public sealed record StageTime(string Name, double StartMs, double DurationMs);

/// <summary>The prover: the same straight line of stages as <see cref="VerifierCore"/> (docs/protocol.md §2.1).</summary>
public static class CoreProver
{
    /// <summary>
    /// Proves a trace: all columns by id (parameters may be null, the key has them), multiplicities included. Thread-safe: any
    /// number of proofs may be made at the same time, under one key too.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is running any more.</exception>
    public static ProvingResult Prove(
        ProvingKey key, long[]?[] trace, Fr context, IComputeBackend? backend = null, CancellationToken cancellation = default) =>
        Prove(key, trace, context, null, On(backend, cancellation));

    /// <summary>
    /// Proves under a hiding key (<see cref="HidingKey"/>). The result is not to be shown: it is the witness of a wrapped
    /// proof. The secrets must be fresh (<see cref="HidingSecrets.Draw"/>) and are of no use for a second proof.
    /// </summary>
    public static ProvingResult ProveHiding(
        ProvingKey key, long[]?[] trace, Fr context, HidingSecrets secrets, IComputeBackend? backend = null, CancellationToken cancellation = default) =>
        Prove(key, trace, context, secrets, On(backend, cancellation));

    private static IComputeBackend On(IComputeBackend? backend, CancellationToken cancellation) =>
        cancellation.CanBeCanceled ? (backend ?? CpuBackend.Default).With(cancellation) : backend ?? CpuBackend.Default;

    private static ProvingResult Prove(ProvingKey key, long[]?[] trace, Fr context, HidingSecrets? hiding, IComputeBackend backend)
    {
        var stages = new StageTimer();
        var columns = Columns(key, trace, backend.Cpu);
        var statement = StatementOf(key.Verification.Plan, columns, context);
        var session = ProverSession.Open(key, columns, statement, new Transcript<Fr>(Labels.ProtocolId), backend, hiding);
        VerifierCore.AbsorbStatement(session.State, key.Verification.StatementDigest, context, hiding?.Salt ?? Fr.Zero);
        stages.Mark("witness");
        Commitment.Prove(session);
        stages.Mark("commit");
        Stages.LogUp.Prove(session);
        stages.Mark("lookups");
        var maps = Stages.ContractionBatch.Prove(session);
        stages.Mark("contractions");
        Stages.IndexMapBatch.Prove(session, maps);
        stages.Mark("indexMaps");
        var y = Stages.OpeningReduction.Prove(session);
        stages.Mark("reduction");
        Stages.Opening.Prove(session, y);
        stages.Mark("opening");
        return new ProvingResult(statement, new Proof(session.State.Proof, session.Points), stages.Times);
    }

    /// <summary>The columns of a trace by id, those of the parameters from the key.</summary>
    public static ColumnData[] Columns(ProvingKey key, long[]?[] trace, Cpu cpu)
    {
        var columns = new ColumnData[trace.Length];
        for (var k = 0; k < columns.Length; k++)
        {
            cpu.ThrowIfCancelled();
            columns[k] = (k < key.Parameters.Length ? key.Parameters[k] : null) ?? new ColumnData(trace[k]!);
        }
        return columns;
    }

    /// <summary>The statement that the public columns make.</summary>
    public static Statement StatementOf(ProofPlan plan, ColumnData[] columns, Fr context)
    {
        return new Statement(context, Values(plan.Circuit.Inputs), Values(plan.Circuit.Outputs));

        long[][] Values(IReadOnlyList<int> ids) => [.. ids.Select(id =>
        {
            var space = plan.Circuit.Columns[id].Space;
            var values = new long[space.TrueSize];
            for (var k = 0; k < values.Length; k++) values[k] = columns[id][space.PaddedIndex(k)];
            return values;
        })];
    }

    private sealed class StageTimer
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private double last;

        public List<StageTime> Times { get; } = [];

        public void Mark(string name)
        {
            var now = watch.Elapsed.TotalMilliseconds;
            Times.Add(new StageTime(name, last, now - last));
            last = now;
        }
    }
}
