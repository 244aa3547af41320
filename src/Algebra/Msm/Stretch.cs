namespace Zkml.Algebra.Msm;

/// <summary>
/// The sets of buckets from First.Set to Last.Set, of these the points from First.Point on in the first, and those before
/// Last.Point in the last: a stretch of the line of all sets' points.
/// </summary>
internal readonly record struct Stretch((int Set, int Point) First, (int Set, int Point) Last)
{
    // Below this many entries a second thread does not pay.
    private const int MinimumEntries = 1 << 11;

    // Buckets of a stretch, 64 bytes each; one set's if it has more.
    private const int MaximumBuckets = 1 << 16;

    /// <summary>
    /// The whole line, in order: an equal share for every thread, cut where sets end if its buckets are too many. Other
    /// cuts would cost buckets, as a set in two stretches has them twice. count: the points of a set.
    /// </summary>
    public static Stretch[] Divide(int count, WindowPlan plan, int threads)
    {
        var entries = (long)count * plan.Sets;
        var shares = entries < 2 * MinimumEntries ? 1 : threads;
        var sets = Math.Max(1, MaximumBuckets / plan.Buckets(0));
        var stretches = new List<Stretch>();
        for (var share = 0; share < shares; share++)
        {
            var end = entries * (share + 1) / shares;
            for (long start = entries * share / shares, stop; start < end; start = stop)
            {
                stop = Math.Min(end, ((start / count) + sets) * count);
                stretches.Add(new(Divide(start, count), (Set(stop - 1, count), (int)((stop - 1) % count) + 1)));
            }
        }

        return [.. stretches];
    }

    /// <summary>The order that keeps all threads at work to the end: short stretches last.</summary>
    public static int[] LongestFirst(Stretch[] stretches, int count) =>
        [.. Enumerable.Range(0, stretches.Length).OrderByDescending(i => stretches[i].Length(count))];

    private static (int Set, int Point) Divide(long position, int count) =>
        (Set(position, count), (int)(position % count));

    private static int Set(long position, int count) => (int)(position / count);

    /// <summary>The number of its points, over all sets.</summary>
    private long Length(int count) => ((long)(Last.Set - First.Set) * count) + Last.Point - First.Point;
}
