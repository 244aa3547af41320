using System.Diagnostics;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Prover.Compilation;

namespace Zkml.Benchmarks;

/// <summary>
/// The cost of proving a family of two-layer perceptrons with 2^12 … 2^20 random 8-bit weights: prints a table with the
/// time per weight, which stays flat when the prover is linear. `scaling [largest log2] [FILE.md]`; `scaling only LOG2` measures
/// one size in a fresh process, whose first proof is a cold start.
/// </summary>
internal static class ScalingExperiment
{
    // Of every proof: the just-in-time compiler needs some dozens to finish its work, which users of the native program never see.
    private const int Verifications = 40;

    public static int Run(string[] args)
    {
        if (args is ["only", var single]) return Measure(int.Parse(single)).Length > 0 ? 0 : 1;
        var largest = args.Length > 0 ? int.Parse(args[0]) : 20;
        var lines = new List<string>
        {
            "| weights | compile s | prove ms (median of 5) | first ms | ns per weight | verify ms | proof bytes | peak MB | stages of the last proof, ms |",
            "|---|---|---|---|---|---|---|---|---|",
        };
        Measure(12);
        for (var log = 12; log <= largest; log += 2) lines.Add(Measure(log));
        var table = string.Join('\n', lines);
        Console.WriteLine(table);
        if (args.Length > 1) File.WriteAllText(args[1], table + "\n");
        return 0;
    }

    private static string Measure(int log)
    {
        var graph = Perceptron(log);
        var watch = Stopwatch.StartNew();
        var compiled = ModelCompiler.Compile(graph, null, new CompileOptions { BlindingSeed = new byte[32] });
        var seconds = watch.Elapsed.TotalSeconds;
        var prepared = compiled.Key.Prepare(out var rejection) ?? throw new InvalidOperationException($"{rejection}");
        var random = new Random(5);
        var (proveTimes, verifyTimes, bytes, breakdown) = (new List<double>(), new List<double>(), 0, "");
        for (var run = 0; run < 5; run++)
        {
            long[] input = [.. Enumerable.Range(0, graph.Inputs[0].Type.Shape[1]).Select(_ => (long)random.Next(256))];
            watch.Restart();
            var (envelope, stages) = compiled.Model.Prove([input], Fr.Zero);
            breakdown = string.Join(", ", stages.Select(s => $"{s.Name} {s.DurationMs:F0}"));
            proveTimes.Add(watch.Elapsed.TotalMilliseconds);
            for (var k = 0; k < Verifications; k++)
            {
                watch.Restart();
                var result = prepared.Verify(envelope.Statement, envelope.Proof);
                verifyTimes.Add(watch.Elapsed.TotalMilliseconds);
                if (result is not null) throw new InvalidOperationException($"{result}");
            }
            bytes = Verifier.Codec.ProofCodec.Encode(envelope).Length;
        }
        var (prove, verify) = (Median(proveTimes), Median(verifyTimes));
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        var row = $"| 2^{log} | {seconds:F2} | {prove:F0} | {proveTimes[0]:F0} | {prove * 1e6 / (1L << log):F0} | {verify:F1} | {bytes} | {peak} | {breakdown} |";
        Console.WriteLine(row);
        return row;
    }

    /// <summary>2^log weights: half in each of two square-ish layers, ReLU between.</summary>
    internal static IntegerGraph Perceptron(int log)
    {
        var inner = (log - 1) / 2;
        var outer = log - 1 - inner;
        var (features, hidden, outputs) = (1 << outer, 1 << inner, 1 << outer);
        var random = new Random(log);
        var relu = new Requantization(8 + (outer / 2), new ClampActivation(0, 255));
        return new IntegerGraph
        {
            Inputs = [new GraphValue("x", new IntegerType([1, features], 0, 255), 1.0 / 255)],
            Operators =
            [
                new LinearOperator("fc1", ["x"], "h", Weights(hidden * features), hidden, features, new long[hidden], relu),
                new LinearOperator("fc2", ["h"], "y", Weights(outputs * hidden), outputs, hidden, new long[outputs], null),
            ],
            Outputs = [new GraphValue("y", new IntegerType([1, outputs], -(1L << 40), 1L << 40), 1)],
        };

        long[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(-127, 128))];
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
