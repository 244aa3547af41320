using System.Diagnostics;

namespace Zkml.Benchmarks.Gpt2;

/// <summary>Samples the resident memory of the process, for its peak in any span of time.</summary>
internal sealed class MemorySampler : IDisposable
{
    private readonly List<(double Time, long Bytes)> samples = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Timer timer;

    public MemorySampler() => timer = new Timer(_ => Sample(), null, 0, 20);

    /// <summary>Milliseconds since the start.</summary>
    public double Now => watch.Elapsed.TotalMilliseconds;

    public void Dispose() => timer.Dispose();

    /// <summary>The largest resident set between two times, in MiB.</summary>
    public long Peak(double from, double to)
    {
        Sample();
        lock (samples)
        {
            // A span shorter than the sampling interval has the sample that follows it.
            var within = samples.Where(s => s.Time >= from && s.Time <= to + 25).ToList();
            return within.Count == 0 ? 0 : within.Max(s => s.Bytes) >> 20;
        }
    }

    private void Sample()
    {
        var bytes = Environment.WorkingSet;
        lock (samples) samples.Add((Now, bytes));
    }
}
