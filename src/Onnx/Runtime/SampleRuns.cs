namespace Zkml.Onnx.Runtime;

/// <summary>Runs over many samples side by side, each on one thread, so that results do not depend on how many run at once.</summary>
internal static class SampleRuns
{
    /// <summary>Visits all samples and returns how many there were.</summary>
    /// <param name="samples">Read by one thread at a time, as far as needed.</param>
    /// <param name="begin">Makes what one thread collects into.</param>
    /// <param name="visit">Runs a sample.</param>
    /// <param name="end">Adds what one thread collected to the whole, one thread at a time.</param>
    /// <param name="parallelism">How many samples run at once; all cores without it.</param>
    /// <param name="cancellation">Stops between samples.</param>
    public static int ForEach<TSample, TPart>(
        IEnumerable<TSample> samples, Func<TPart> begin, Action<TSample, TPart> visit, Action<TPart> end, int? parallelism, CancellationToken cancellation)
    {
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = parallelism ?? Environment.ProcessorCount };
        var gate = new object();
        var count = 0;
        try
        {
            Parallel.ForEach(
                samples,
                options,
                begin,
                (sample, _, part) =>
                {
                    visit(sample, part);
                    Interlocked.Increment(ref count);
                    return part;
                },
                part =>
                {
                    lock (gate) end(part);
                });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            // Every sample fails in the same way; one message is enough.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return count;
    }
}
