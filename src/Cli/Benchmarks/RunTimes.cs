using System.Diagnostics;

namespace Zkml.Cli.Benchmarks;

/// <summary>Times of equal runs, in milliseconds: the best is what repeats on a shared machine, the median what users see.</summary>
internal sealed record RunTimes(double Best, double Median)
{
    private const int LeastRuns = 5;
    private const double WarmUpMs = 60;
    private const double LeastMs = 200;
    private const double MostMs = 1500;

    /// <summary>The best and the median of one or more runs.</summary>
    public static RunTimes Of(IEnumerable<double> runs)
    {
        var sorted = runs.Order().ToList();
        return new RunTimes(sorted[0], sorted[sorted.Count / 2]);
    }

    /// <summary>
    /// Runs without counting for <see cref="WarmUpMs"/>, once at least; then five times and for 200 ms at least, but no
    /// longer than 1.5 s.
    /// </summary>
    public static RunTimes Measure(Action run)
    {
        var warmUp = Stopwatch.StartNew();
        do run(); while (warmUp.Elapsed.TotalMilliseconds < WarmUpMs);
        var runs = new List<double>();
        for (var total = 0.0; (runs.Count < LeastRuns || total < LeastMs) && total < MostMs; total += runs[^1])
        {
            var watch = Stopwatch.StartNew();
            run();
            runs.Add(watch.Elapsed.TotalMilliseconds);
        }
        return Of(runs);
    }
}
