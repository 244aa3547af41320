namespace Zkml.Algebra.Msm;

/// <summary>
/// The windows w from First.Window to Last.Window, of these the points from First.Point on in the first, and those before
/// Last.Point in the last: a stretch of the line of all windows' points.
/// </summary>
internal readonly record struct Stretch((int Window, int Point) First, (int Window, int Point) Last)
{
    // Below this many entries a second thread does not pay.
    private const int MinimumEntries = 1 << 11;

    // Buckets of a stretch, 64 bytes each; one window's if it has more.
    private const int MaximumBuckets = 1 << 16;

    /// <summary>
    /// The whole line, in order: an equal share for every thread, cut where windows end if its buckets are too many. Other
    /// cuts would cost buckets, as a window in two stretches has two sets of them.
    /// </summary>
    public static Stretch[] Divide(int count, WindowPlan plan, int threads)
    {
        long entries = (long)count * plan.Windows;
        int shares = entries < 2 * MinimumEntries ? 1 : threads;
        int windows = Math.Max(1, MaximumBuckets / plan.Buckets(0));
        var stretches = new List<Stretch>();
        for (int share = 0; share < shares; share++)
        {
            long end = entries * (share + 1) / shares;
            for (long start = entries * share / shares, stop; start < end; start = stop)
            {
                stop = Math.Min(end, ((start / count) + windows) * count);
                stretches.Add(new(Divide(start, count), (Window(stop - 1, count), (int)((stop - 1) % count) + 1)));
            }
        }

        return [.. stretches];
    }

    /// <summary>The order that keeps all threads at work to the end: short stretches last.</summary>
    public static int[] LongestFirst(Stretch[] stretches, int count) =>
        [.. Enumerable.Range(0, stretches.Length).OrderByDescending(i => stretches[i].Length(count))];

    private static (int Window, int Point) Divide(long position, int count) =>
        (Window(position, count), (int)(position % count));

    private static int Window(long position, int count) => (int)(position / count);

    /// <summary>The number of its points, over all windows.</summary>
    private long Length(int count) => ((long)(Last.Window - First.Window) * count) + Last.Point - First.Point;
}
