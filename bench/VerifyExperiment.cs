using System.Diagnostics;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;

namespace Zkml.Benchmarks;

/// <summary>
/// Where a warm verification goes: `verify [log2 of the weights] [runs]` proves the perceptron of <see cref="ScalingExperiment"/> once,
/// verifies it many times and prints least and median of the whole and of each stage.
/// </summary>
internal static class VerifyExperiment
{
    /// <summary>Takes the time whenever the verifier enters a stage.</summary>
    private sealed class StageClock : IAssertions<Fr>
    {
        public List<(Step Step, long Ticks)> Entered { get; } = [];

        public void Enter(Step step) => Entered.Add((step, Stopwatch.GetTimestamp()));

        public bool AreEqual(Fr left, Fr right) => left == right;

        public bool IsNonZero(Fr value) => !value.IsZero;

        public string Show(Fr value) => value.ToString();
    }

    public static int Run(string[] args)
    {
        var log = args.Length > 0 ? int.Parse(args[0]) : 22;
        var runs = args.Length > 1 ? int.Parse(args[1]) : 200;
        var graph = ScalingExperiment.Perceptron(log);
        var compiled = ModelCompiler.Compile(graph, null, new CompileOptions { BlindingSeed = new byte[32] });
        var prepared = compiled.Key.Prepare(out var rejection) ?? throw new InvalidOperationException($"{rejection}");
        var random = new Random(5);
        long[] input = [.. Enumerable.Range(0, graph.Inputs[0].Type.Shape[1]).Select(_ => (long)random.Next(256))];
        var file = ProofCodec.Encode(compiled.Model.Prove([input], Fr.Zero).Envelope);
        var times = new SortedDictionary<string, List<double>>();
        for (var run = 0; run < runs; run++)
        {
            Measure("all: file to verdict", () => Require(prepared.Verify(file, out _)));
            ProofEnvelope? envelope = null;
            Measure("decode", () => envelope = ProofCodec.TryDecode(file, prepared.Core, out _));
            Measure("all: decoded", () => Require(prepared.Verify(envelope!.Statement, envelope.Proof)));
            Stages(prepared.Core, envelope!, Add);
            var state = new Fr[Poseidon2<Fr>.Width];
            Measure("100 permutations", () => Permute(state, 100));
        }
        Console.WriteLine($"2^{log} weights, {runs} runs, ms: least / median");
        foreach (var (name, list) in times) Console.WriteLine($"{name,-36} {list.Min(),8:F3} {list.Order().ElementAt(list.Count / 2),8:F3}");
        return 0;

        void Measure(string name, Action action)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            Add(name, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        void Add(string name, double ms)
        {
            if (!times.TryGetValue(name, out var list)) times[name] = list = [];
            list.Add(ms);
        }
    }

    private static void Permute(Fr[] state, int count)
    {
        for (var k = 0; k < count; k++) Poseidon2<Fr>.Permute(state);
    }

    private static void Require(Rejection? rejection)
    {
        if (rejection is not null) throw new InvalidOperationException($"an honest proof was rejected: {rejection}");
    }

    /// <summary>The stages of one verification, and the parts around them one by one.</summary>
    private static void Stages(CoreKey key, ProofEnvelope envelope, Action<string, double> add)
    {
        var clock = new StageClock();
        var start = Stopwatch.GetTimestamp();
        var publics = CoreVerifier.PublicTables(key.Plan, envelope.Statement, Cpu.Default);
        add("public tables", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        start = Stopwatch.GetTimestamp();
        var digests = PointEncoding.Digests(envelope.Proof.Points);
        add("point digests", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        start = Stopwatch.GetTimestamp();
        if (!ProofShape.Matches(key.Plan, envelope.Proof)) throw new InvalidOperationException("shape");
        add("shape", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        var state = new ProtocolState<Fr>
        {
            Plan = key.Plan, Transcript = new(Labels.ProtocolId), Assertions = clock,
            Proof = envelope.Proof.Scalars, Digests = digests, Publics = publics,
        };
        var opening = VerifierCore.Run(state, key.StatementDigest, envelope.Statement.Context, Fr.Zero)!;
        clock.Enter(Step.Opening + 1);
        for (var k = 0; k + 1 < clock.Entered.Count; k++)
        {
            add($"stage {(int)clock.Entered[k].Step} {clock.Entered[k].Step}",
                Stopwatch.GetElapsedTime(clock.Entered[k].Ticks, clock.Entered[k + 1].Ticks).TotalMilliseconds);
        }
        Fr[] scalars = [.. opening.Commitments, opening.Generator, opening.BlindingBase, opening.Folded, opening.Quotient, opening.Remainder, opening.InnerProduct, opening.Reversed, opening.AtZeta, opening.Batch, opening.Linearized];
        var points = envelope.Proof.Points;
        Algebra.Curves.G1Affine[] bases = [.. key.ParameterCommitments, .. points.WitnessCommitments, points.Folded, points.Quotient, points.Remainder, points.InnerProduct, points.Reversed, points.AtZeta, points.Batch, points.Linearized, points.Folded, points.Quotient];
        start = Stopwatch.GetTimestamp();
        new Pippenger(Cpu.Default).Msm(bases, scalars).ToAffine();
        add($"sum of {bases.Length} points", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
