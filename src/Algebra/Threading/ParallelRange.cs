namespace Zkml.Algebra.Threading;

/// <summary>Splits an index range over the cores, and leaves small ranges on the calling thread.</summary>
public static class ParallelRange
{
    /// <summary>Calls body(start, end) on disjoint ranges that cover [0, count), none shorter than the minimum but one.</summary>
    /// <param name="count">The number of indices, not negative.</param>
    /// <param name="minimumLength">Ranges below this many indices are not worth a thread; positive.</param>
    /// <param name="body">Work on [start, end); must be safe to run concurrently for disjoint ranges.</param>
    public static void For(int count, int minimumLength, Action<int, int> body)
    {
        var parts = Math.Min(Environment.ProcessorCount, count / Math.Max(1, minimumLength));
        if (parts <= 1)
        {
            if (count > 0) body(0, count);
            return;
        }

        Parallel.For(0, parts, part => body(Bound(part), Bound(part + 1)));

        int Bound(int part) => (int)((long)count * part / parts);
    }
}
