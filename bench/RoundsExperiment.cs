using System.Diagnostics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Prover.Backends;

namespace Zkml.Benchmarks;

/// <summary>
/// Whether memory limits the rounds of a sumcheck: `rounds` runs round and fold of each kind of stage on all threads over tables
/// that fit the first caches and over tables of 2^14 to 2^21 pairs, and prints least and median nanoseconds for each pair of neighbours.
/// </summary>
internal static class RoundsExperiment
{
    private const int Largest = 21;

    private static readonly Fr[][] Tables = [.. Enumerable.Range(0, 4).Select(seed => Random(2 << Largest, seed))];

    private static readonly Fr[] Work = new Fr[2 << Largest];

    public static int Run()
    {
        var backend = CpuBackend.Default;
        var (a, b, c, d) = (Tables[0], Tables[1], Tables[2], Tables[3]);
        var (low, high) = (Random(1 << 10, 5), Random(1 << (Largest - 10), 6));
        Console.WriteLine("| pairs | FractionRound | four folds | WeightedProductRound | three folds | ProductRound | two folds |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var log in (int[])[11, 14, 16, 18, 20, 21])
        {
            var length = 2 << log;
            Console.WriteLine($"| 2^{log} | " + string.Join(" | ",
                Time(log, () => backend.FractionRound(low, high, a, b, c, d, length)),
                Time(log, () => Fold(4, length)),
                Time(log, () => backend.WeightedProductRound(a, b, c, length)),
                Time(log, () => Fold(3, length)),
                Time(log, () => backend.ProductRound(a, b, length)),
                Time(log, () => Fold(2, length))) + " |");
        }
        return 0;

        // Not in place, so that it can be repeated: reads every table, writes one.
        void Fold(int tables, int length)
        {
            for (var k = 0; k < tables; k++)
            {
                var table = Tables[k];
                Algebra.Threading.Cpu.Default.For(length / 2, 1 << 11, (start, end) =>
                    KernelSet.Default.Fr.Fold(table.AsSpan(2 * start, 2 * (end - start)), low[7], Work.AsSpan(start, end - start)));
            }
        }
    }

    private static string Time(int log, Action action)
    {
        var repeats = Math.Max(1, (1 << 16) >> log);
        var times = new List<double>();
        for (var run = 0; run < 15; run++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var k = 0; k < repeats; k++) action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats / (1 << log));
        }
        return $"{times.Min():F1} / {times.Order().ElementAt(times.Count / 2):F1}";
    }

    private static Fr[] Random(int count, int seed)
    {
        var random = new Random(seed);
        var values = new Fr[count];
        for (var k = 0; k < count; k++) values[k] = Fr.FromCanonical((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64() >> 4);
        return values;
    }
}
